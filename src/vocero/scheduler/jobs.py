"""The jobs: what is done by the clock, how often, once over all processes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from vocero.announcing import broadcasting, reports
from vocero.announcing.alarms import Watcher
from vocero.conversation.turn import Office
from vocero.mailroom import retention
from vocero.scheduler.foreseeing import foresee
from vocero.storage import rolling
from vocero.storage.engine import Database
from vocero.storage.shelf import PIECE
from vocero.telemetry import logger

_STRAY_SECONDS = 3600.0
"""How old bytes must be before they count as left behind by a writer that was killed."""
_log = logger("scheduler")

_BEGIN = sa.text("""
insert into vocero.jobs as j (name, last_began_at) values (:name, clock_timestamp())
on conflict (name) do update set last_began_at = clock_timestamp()
where j.last_began_at is null
    or j.last_began_at <= clock_timestamp() - make_interval(secs => :every)
returning name
""")
_END = sa.text("""
update vocero.jobs set last_ended_at = clock_timestamp(), last_error = :error where name = :name
""")


@dataclass(frozen=True, slots=True)
class Job:
    """Something due every so many seconds. `work` takes the office and logs what it did."""

    name: str
    every_seconds: float
    work: Callable[[Office], object]


def forget(office: Office) -> None:
    """Delete what is past keeping, a piece a transaction."""
    database = office.database
    for name in retention.names():
        gone = total = _piece(database, name)
        while gone == retention.PIECE:
            gone = _piece(database, name)
            total += gone
        if total:
            _log.info("forgotten", what=name, rows=total)


def _piece(database: Database, name: str) -> int:
    with database.writing() as connection:
        return retention.clear(connection, name)


def throw_away(office: Office) -> None:
    """Throw away files that nobody can open any more, and bytes that no row names."""
    database, shelf = office.database, office.shelf
    gone, total = PIECE, 0
    while gone == PIECE:
        with database.writing() as connection:
            gone = shelf.clear(connection)
        total += gone
    with database.writing() as connection:
        strays = shelf.strays(connection, time.time() - _STRAY_SECONDS)
    if total or strays:
        _log.info("files thrown away", files=total, strays=strays)


def roll_up(office: Office) -> None:
    """Build the roll-ups anew once the data is newer than they are."""
    database = office.database
    with database.writing() as connection:
        due = rolling.due(connection)
    if due:
        rows = rolling.build(database)
        _log.info("rolled up", **rows)


def send_reports(office: Office) -> None:
    """Send what people are subscribed to and is due."""
    while reports.send_due(office) == reports.AT_ONCE:
        continue


def look_at_alerts(office: Office) -> None:
    """Look at every alert, and tell whoever is to be told."""
    _watcher(office).look()


@cache
def _watcher(office: Office) -> Watcher:
    """Keep one watcher for each office: it remembers what it saw of the data."""
    return Watcher(office)


JOBS = (
    Job("retention", 3600.0, forget),
    Job("files", 3600.0, throw_away),
    Job("roll-ups", 60.0, roll_up),
    Job("forecasts", 60.0, lambda office: foresee(office.database)),
)
"""What keeps the house in order."""
NOTICES = (Job("reports", 5.0, send_reports), Job("alerts", 60.0, look_at_alerts),
           Job("broadcasts", 1.0, broadcasting.feed))  # fmt: skip
"""What speaks first."""


def run_due(office: Office, jobs: tuple[Job, ...] = (*JOBS, *NOTICES)) -> list[str]:
    """Do what is due and nobody else has begun; name it. A job that fails is logged and stays.

    Raises UnavailableError, TooSlowError when the database cannot tell what is due.
    """
    done = []
    for job in jobs:
        with office.database.writing() as connection:
            due = connection.execute(_BEGIN, {"name": job.name, "every": job.every_seconds}).first()
        if due is not None:
            _do(office, job)
            done.append(job.name)
    return done


def _do(office: Office, job: Job) -> None:
    error: str | None = None
    try:
        job.work(office)
    except Exception as fault:  # noqa: BLE001 — one job that fails must not end the others
        error = type(fault).__name__
        _log.exception("job failed", job=job.name)
    with office.database.writing() as connection:
        connection.execute(_END, {"name": job.name, "error": error})
