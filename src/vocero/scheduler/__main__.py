"""`python -m vocero.scheduler` does what is due until it is told to stop."""

import signal
import sys
import threading
from types import FrameType

from vocero import telemetry
from vocero.conversation.turn import Office
from vocero.errors import ConfigurationError, TooSlowError, UnavailableError
from vocero.scheduler.jobs import run_due
from vocero.settings import load
from vocero.storage.engine import Database

LOOK_SECONDS = 1.0
_log = telemetry.logger("scheduler")


def main() -> None:
    """Look every second for what is due; a database that is away is waited for."""
    telemetry.configure()
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        settings = load()
        database = Database(settings)
    except ConfigurationError as fault:
        sys.exit(str(fault))
    office = Office(settings, database)
    _log.info("scheduler runs")
    while not stop.wait(LOOK_SECONDS):
        try:
            run_due(office)
        except (UnavailableError, TooSlowError):
            _log.warning("database out of reach")
    database.close()


if __name__ == "__main__":
    main()
