"""`python -m vocero.api` serves the API on VOCERO_HOST:VOCERO_API_PORT."""

import uvicorn

from vocero import telemetry
from vocero.api.application import application
from vocero.settings import load


def main() -> None:
    """Serve until told to stop."""
    telemetry.configure()
    settings = load()
    uvicorn.run(application(settings), host=settings.host, port=settings.api_port,
                access_log=False, log_level="warning")  # fmt: skip


if __name__ == "__main__":
    main()
