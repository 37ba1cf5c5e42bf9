"""`python -m vocero.api` serves the API on VOCERO_HOST:VOCERO_API_PORT."""

import sys

import uvicorn

from vocero import telemetry
from vocero.api.application import application
from vocero.errors import ConfigurationError
from vocero.settings import load


def main() -> None:
    """Serve until told to stop; an incomplete configuration is one sentence."""
    telemetry.configure()
    try:
        settings = load()
        app = application(settings)
    except ConfigurationError as fault:
        sys.exit(str(fault))
    uvicorn.run(app, host=settings.host, port=settings.api_port, access_log=False,
                log_level="warning")  # fmt: skip


if __name__ == "__main__":
    main()
