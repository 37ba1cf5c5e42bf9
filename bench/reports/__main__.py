"""Measure reports: `VOCERO_ENV=development .venv-app/bin/python -m bench.reports --rows 1000000`.

Each question is put to the function that the action server calls, with roll-ups and without in
turns, over the same database; answers that were kept are emptied before each.
"""

import argparse
import datetime as dt
import logging
import os
import platform
import statistics
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from bench.reports.questions import ASKED, Asked
from vocero import telemetry
from vocero.conversation.answering import answer
from vocero.conversation.said import Entity, Said
from vocero.conversation.turn import Office
from vocero.metrics.freshness import Freshness, Loads
from vocero.people.identity import Identity
from vocero.rendering.sentences import say
from vocero.reports.kept import KeptAnswers
from vocero.settings import Settings
from vocero.storage import embedded, migrate, rolling
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

NOW = dt.datetime.fromisoformat("2026-09-16T10:40:00-06:00")
SLOW = {say(language, "error", key) for language in ("es", "en") for key in ("too_slow",)}


class WithoutRollups(Loads):
    """The loads of a company that has no roll-ups."""

    def read(self, connection: sa.Connection) -> Freshness | None:
        """Give the freshness alone."""
        fresh = super().read(connection)
        return replace(fresh, rolled=()) if fresh else None


@dataclass
class Took:
    """Milliseconds of the answers of one group, and how many gave up at the time limit."""

    each: list[float] = field(default_factory=list)
    late: int = 0

    def at(self, part: float) -> float:
        """Give a percentile."""
        return sorted(self.each)[min(int(len(self.each) * part), len(self.each) - 1)]


def prepared(settings: Settings, rows: int) -> Database:
    """Start the database of this size; make company and roll-ups where they are not there."""
    embedded.start(settings.home)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with database.owner.begin() as connection:
        there = demo.moment(connection) == NOW
        if not there:
            began = time.perf_counter()
            demo.load(connection, NOW, settings.company_time_zone, rows=rows)
            print(f"company made in {time.perf_counter() - began:.0f} s", flush=True)
        connection.execute(sa.text("truncate vocero.conversations, vocero.audit"))
    with database.writing() as connection:
        due = rolling.due(connection, 1)
    if due:
        began = time.perf_counter()
        built = rolling.build(database)
        print(f"roll-ups built in {time.perf_counter() - began:.0f} s: {built}", flush=True)
    return database


def ask(office: Office, asked: Asked, turn: str) -> tuple[float, bool]:
    """Ask in a conversation of its own; give the milliseconds, and whether it gave up."""
    entities = []
    for kind, given in asked.marked.items():
        for one in given if isinstance(given, list) else [given]:
            words, value = one if isinstance(one, tuple) else (one, one)
            start = asked.text.index(words)
            entities.append(Entity(kind, value, start, start + len(words)))
    said = Said(asked.text, asked.intent, tuple(entities))
    identity = Identity(f"+120255501{asked.level:02d}", "rest", f"bench:{turn}", "")
    bare = replace(office, answers=KeptAnswers())
    began = time.perf_counter()
    text = answer(bare, identity, said).text
    took = 1000 * (time.perf_counter() - began)
    return took, text in SLOW


def measured(offices: dict[str, Office], rounds: int) -> dict[str, dict[str, Took]]:
    """Ask everything so many times, each question of both in turns; the first time is warm-up."""
    found: dict[str, dict[str, Took]] = {name: {} for name in offices}
    for number in range(rounds + 1):
        for index, asked in enumerate(ASKED):
            for name, office in offices.items():
                took, late = ask(office, asked, f"{name}:{number}:{index}")
                if number:
                    group = found[name].setdefault(asked.group, Took())
                    group.each.append(took)
                    group.late += late
        print(f"round {number} of {rounds} done", flush=True)
    return found


def _together(groups: dict[str, Took]) -> Took:
    each = [took for group in groups.values() for took in group.each]
    return Took(each, sum(group.late for group in groups.values()))


def _table(found: dict[str, dict[str, Took]]) -> None:
    """Print a line a group, and one for all."""
    print("| | n | p50 | p95 | p50 without | p95 without | ratio of p50 | gave up without |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    groups = list(found["with"])
    for name in (*groups, "all"):
        one, other = (
            kind[name] if name != "all" else _together(kind) for kind in found.values()
        )  # fmt: skip
        ratio = statistics.median(other.each) / statistics.median(one.each)
        late = f"{other.late} of {len(other.each)}" if other.late else "0"
        cells = (*(f"{took.at(part):.0f} ms" for took in (one, other) for part in (0.5, 0.95)),
                 f"{ratio:.1f} ×", late)  # fmt: skip
        print(f"| {name} | {len(one.each)} | {' | '.join(cells)} |")
        if one.late:
            print(f"with roll-ups {one.late} gave up: {name}")


def main() -> None:
    """Make what is missing, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    telemetry.configure(logging.ERROR)
    home = Path(f"var/bench/reports-{options.rows}").absolute()
    settings = Settings(env="development", home=home, now=NOW)
    database = prepared(settings, options.rows)
    with database.owner.connect() as connection:
        rows = connection.execute(sa.text("select count(*) from tours.bookings")).scalar_one()
        version = connection.execute(sa.text("show server_version")).scalar_one()
    print(f"{rows:,} bookings; PostgreSQL {version}; {os.cpu_count()} cores, {platform.machine()}, "
          f"load {os.getloadavg()[0]:.1f}; {len(ASKED)} questions × {options.rounds}")  # fmt: skip
    offices = {"with": Office(settings, database),
               "without": Office(settings, database, loads=WithoutRollups())}  # fmt: skip
    try:
        _table(measured(offices, options.rounds))
    finally:
        database.close()
        embedded.stop(home)


if __name__ == "__main__":
    main()
