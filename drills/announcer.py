"""`python -m drills.announcer` speaks first in a hurry: the scheduler's own jobs, all the time.

It is the scheduler's loop without its pauses: a drill's day takes a minute.
"""

import signal
import sys
import threading
from dataclasses import replace
from types import FrameType

from vocero import telemetry
from vocero.conversation.turn import Office
from vocero.errors import TooSlowError, UnavailableError
from vocero.scheduler.jobs import NOTICES, run_due
from vocero.settings import load
from vocero.storage.engine import Database

LOOK_SECONDS = 0.05
_EVERY = {"reports": 0.0, "alerts": 1.0}
"""No pause at all between reports: every process is at them at once."""


def main() -> None:
    """Do what is due until told to stop, or killed."""
    telemetry.configure()
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    settings = load()
    if settings.now_file is None:
        sys.exit("a drill moves the clock: set VOCERO_NOW_FILE")
    database = Database(settings)
    office = Office(settings, database)
    jobs = tuple(replace(job, every_seconds=_EVERY[job.name])
                 for job in NOTICES if job.name in _EVERY)  # fmt: skip
    while not stop.wait(LOOK_SECONDS):
        try:
            run_due(office, jobs)
        except (UnavailableError, TooSlowError):
            stop.wait(1)
    database.close()


if __name__ == "__main__":
    main()
