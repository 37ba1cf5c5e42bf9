"""`make drill-notices`: what comes by itself comes exactly once, whatever befalls the schedulers.

Ten thousand reports are due in three simulated days across a change of clocks. Several schedulers
send them, are killed and started again; for a night and a day nobody runs; people are raised,
lowered, moved and let go in the midst of it. The checker computes every due time apart and compares
it with the runs, the mail, the audit and the drill's own log of who was what when.
"""

import argparse
import datetime as dt
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from drills import accounts, conductor, crowd, wallclock
from drills.accounts import Findings, Outage
from drills.conductor import Conductor, Upheaval
from drills.rights import History
from vocero.settings import Settings
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

HOUR = dt.timedelta(hours=1)
ZONE = ZoneInfo("America/Mexico_City")
"""The company's own."""
_TEMPLATES = {"twilio_template_es": "HX" + "5" * 32, "twilio_template_en": "HX" + "e" * 32}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything. `start` is a date whose first minute, on the company's clock, begins
    the run; `outages` are hours after it, from and to."""

    items: int = 10_000
    people: int = 400
    alerts: int = 200
    processes: int = 2
    start: dt.date = dt.date(2026, 10, 31)
    days: int = 3
    at: tuple[dt.time, ...] = crowd.HOURS
    kills: int = 20
    changes: int = 300
    outages: tuple[tuple[int, int], ...] = ((16, 22), (30, 57))
    seed: int = 1


@contextmanager
def company(home: Path, start: dt.datetime) -> Iterator[Database]:
    """Start a demo company of its own whose data reaches to the start of the run."""
    home = home.resolve()
    shutil.rmtree(home, ignore_errors=True)
    (home / "log").mkdir(parents=True)
    settings = Settings(env="development", home=home, now_file=home / "now", **_TEMPLATES,
                        identity_secret="a secret of the drill alone")  # type: ignore[arg-type] # noqa: S106
    embedded.start(home)
    database = Database(settings)
    try:
        migrate.upgrade(database, settings, demo=True)
        with database.owner.begin() as connection:
            demo.load(connection, start, settings.company_time_zone)
        yield database
    finally:
        database.close()
        embedded.stop(home)


def drill(plan: Plan, home: Path) -> tuple[Findings, list[str]]:
    """Run the drill and give the findings and the report."""
    start = dt.datetime.combine(plan.start, dt.time(), ZONE).astimezone(dt.UTC)
    end = start + plan.days * 24 * HOUR
    history = History()
    with company(home, start) as database:
        members = crowd.people(database, history, plan.people, plan.seed)
        subs = crowd.subscribe(database, members, plan.items, start, end, plan.seed, plan.at)
        owners = crowd.alerts(database, members, plan.alerts)
        outages = [(start + a * HOUR, start + b * HOUR) for a, b in plan.outages]
        moments = sorted({due for sub in subs for due in sub.due} | {start, end}
                         | {moment for outage in outages for moment in outage})  # fmt: skip
        chance = random.Random(plan.seed)  # noqa: S311 — a drill, not a secret
        leader = Conductor(database, plan.processes, chance)
        upheaval = Upheaval(database, members, history, chance, plan.changes)
        began = time.monotonic()
        _run(plan, leader, upheaval, moments, outages)
        took = time.monotonic() - began
        found = accounts.check(database, subs, history, outages)
        days = sorted({_day(m) for m in moments if not _out(m, outages)
                       and m - start >= HOUR})  # fmt: skip
        accounts.check_alerts(found, database, owners, history, days)
        clocks = wallclock.changes(crowd.ZONES, start, end)
        return found, [*_report(plan, leader, upheaval, took, clocks), *found.lines()]


def _run(
    plan: Plan, leader: Conductor, upheaval: Upheaval, moments: list[dt.datetime],
    outages: list[Outage],
) -> None:  # fmt: skip
    """Go from moment to moment; nobody runs in an outage, and some are killed in between."""
    awake = [moment for moment in moments if not _out(moment, outages)]
    kills = set(leader.chance.sample(awake, min(plan.kills, len(awake))))
    leader.clock(moments[0])
    leader.begin()
    try:
        for before, moment in pairwise([moments[0], *moments]):
            if leader.running and _day(before) != _day(moment):
                # An alert of a day that nobody looked at any more would not be missed, but unasked.
                _looked(leader)
            if _out(moment, outages):
                # The last ones die in the midst of what they do.
                leader.kill(plan.processes)
                leader.clock(moment)
                continue
            leader.clock(moment)
            leader.begin()
            conductor.settle(leader, moment, upheaval, kill=moment in kills)
            if leader.ended():
                raise RuntimeError("a scheduler ended by itself; see the logs")
        _looked(leader)
    finally:
        leader.end()


def _looked(leader: Conductor) -> None:
    """Wait until all alerts were looked at once more."""
    with leader.database.owner.begin() as connection:
        seen = connection.execute(sa.text("select clock_timestamp()")).scalar_one()
    until = time.monotonic() + conductor.PATIENCE
    while time.monotonic() < until:
        time.sleep(0.1)
        with leader.database.owner.begin() as connection:
            ended = connection.execute(sa.text(
                "select last_began_at > :seen and last_ended_at > last_began_at "
                "from vocero.jobs where name = 'alerts'"), {"seen": seen}).scalar()  # fmt: skip
        if ended:
            return
    raise RuntimeError("nobody looks at the alerts")


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZONE).date()


def _out(moment: dt.datetime, outages: list[Outage]) -> bool:
    return any(begins < moment < ends for begins, ends in outages)


def _report(
    plan: Plan, leader: Conductor, upheaval: Upheaval, took: float, clocks: list[str]
) -> list[str]:
    hours = " and ".join(str(b - a) for a, b in plan.outages)
    return [
        f"{plan.days} simulated days from {plan.start} in {took:.0f} s, seed {plan.seed}; "
        f"{plan.people} people in {len(crowd.ZONES)} zones ({'; '.join(clocks)})",
        f"{plan.processes} schedulers at once, {leader.killed} times kill -9, nobody for {hours} h",
        "people " + ", ".join(f"{count} {what}" for what, count in upheaval.counts.items()),
    ]  # fmt: skip


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    usual = Plan()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=usual.items)
    parser.add_argument("--processes", type=int, default=usual.processes)
    parser.add_argument("--start", type=dt.date.fromisoformat, default=usual.start)
    parser.add_argument("--seed", type=int, default=usual.seed)
    given = parser.parse_args()
    plan = Plan(items=given.items, processes=given.processes, start=given.start, seed=given.seed)
    found, report = drill(plan, Path("var/drill-notices"))
    print("\n".join(report))
    print("well" if found.well else "NOT well")
    raise SystemExit(0 if found.well else 1)


if __name__ == "__main__":
    main()
