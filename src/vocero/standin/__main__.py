"""`python -m vocero.standin` plays Twilio on VOCERO_HOST:VOCERO_STANDIN_PORT."""

import sys

from vocero import telemetry
from vocero.errors import ConfigurationError
from vocero.settings import load
from vocero.standin.application import application, server


def main() -> None:
    """Serve until told to stop; in production, refuse in one sentence."""
    telemetry.configure()
    settings = load()
    app = application(settings, templates=settings.home / "standin.json")
    server(app, settings.host, settings.standin_port).run()


if __name__ == "__main__":
    try:
        main()
    except ConfigurationError as fault:
        sys.stderr.write(f"{fault}\n")
        raise SystemExit(1) from None
