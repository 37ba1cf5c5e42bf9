"""Measure alerts: `VOCERO_ENV=development .venv-app/bin/python -m bench.alerts`.

Each number of alerts over the same twenty questions is looked at cold, right after the data
changed, and warm, when nothing did. The baseline runs each alert's question for
its own person: on a sample, scaled to all. `--profile` prints where the time of a cold look goes.
"""

import argparse
import cProfile
import logging
import pstats
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.alerts import crowd
from bench.reports.__main__ import NOW
from vocero import telemetry
from vocero.announcing.alarms import Watcher
from vocero.conversation.turn import Office
from vocero.settings import Settings
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

HOME = Path("var/bench-alerts")
COUNTS = (20, 1_000, 10_000)
ROUNDS = 7
SAMPLE = 200
BAR_SECONDS = 2.0


@contextmanager
def queries(database: Database) -> Iterator[list[str]]:
    """Keep the reporting queries that run inside: statements of the reader, its settings aside."""
    kept: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "set_config" not in statement:
            kept.append(statement)

    sa.event.listen(database.reader, "before_cursor_execute", note)
    try:
        yield kept
    finally:
        sa.event.remove(database.reader, "before_cursor_execute", note)


def prepared(settings: Settings) -> Database:
    """Start the demo company; make it where it is not there."""
    embedded.start(settings.home)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with database.owner.begin() as connection:
        if demo.moment(connection) != NOW:
            demo.load(connection, NOW, settings.company_time_zone)
    return database


def change(database: Database) -> None:
    """Have the data be newer than what was seen of it."""
    with database.owner.begin() as connection:
        connection.execute(sa.text("update tours.loads set version = version + 1"))


def measured(database: Database, watcher: Watcher) -> tuple[float, float, int, int]:
    """Give the medians of a cold and a warm look in seconds, and the queries of each."""
    cold, warm = [], []
    for _ in range(ROUNDS):
        change(database)
        with queries(database) as asked:
            cold.append(_seconds(watcher))
        with queries(database) as again:
            warm.append(_seconds(watcher))
    return statistics.median(cold), statistics.median(warm), len(asked), len(again)


def _seconds(watcher: Watcher) -> float:
    began = time.perf_counter()
    done = watcher.look()
    took = time.perf_counter() - began
    assert not done.steps, done.steps
    return took


def one_by_one(database: Database, settings: Settings) -> float:
    """Give the seconds that an alert takes on its own, its question run for its own person."""
    with database.owner.begin() as connection:
        ids = connection.execute(sa.text(
            "select array_agg(alert_id) from (select alert_id from vocero.alerts "
            "order by md5(alert_id::text) limit :most) s"
        ), {"most": SAMPLE}).scalar_one()  # fmt: skip
        connection.execute(sa.text("update vocero.alerts set state = 'paused'"))
    took = []
    for alert in ids:
        _only(database, alert)
        # A watcher of its own has seen nothing yet.
        took.append(_seconds(Watcher(Office(settings, database))))
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.alerts set state = 'active'"))
    return statistics.mean(took)


def _only(database: Database, alert: int) -> None:
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.alerts set state = 'paused' "
                                   "where state = 'active'"))  # fmt: skip
        connection.execute(sa.text("update vocero.alerts set state = 'active' "
                                   "where alert_id = :alert"), {"alert": alert})  # fmt: skip


def sounding(database: Database, settings: Settings) -> float:
    """Give the seconds that each alert costs besides when it sounds."""
    crowd.put(database, SAMPLE)
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.outbox, vocero.alert_events"))
    watcher = Watcher(Office(settings, database))
    watcher.look()
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.alerts set condition = 'above', "
                                   "amount = -1e9, against = null"))  # fmt: skip
    began = time.perf_counter()
    done = watcher.look()
    assert done.steps["fire"] == SAMPLE, done.steps
    return (time.perf_counter() - began) / SAMPLE


def profile(database: Database, watcher: Watcher) -> None:
    """Print where the time of a cold look goes."""
    change(database)
    with cProfile.Profile() as profiler:
        watcher.look()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(25)


def main() -> None:
    """Print the table; the exit code says whether the bar was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    telemetry.configure(logging.ERROR)
    settings = Settings(env="development", home=HOME, now=NOW, identity_secret="bench" * 8)
    database = prepared(settings)
    print(f"{len(crowd.questions())} distinct questions, {crowd.PEOPLE} people, "
          f"median of {ROUNDS} looks; one by one: mean of {SAMPLE} alerts, scaled")  # fmt: skip
    print("| alerts | cold | queries | warm | queries | one by one | ratio |")
    print("| --- " * 7 + "|")
    alone = cold = 0.0
    for count in COUNTS:
        crowd.put(database, count)
        watcher = Watcher(Office(settings, database))
        watcher.look()
        cold, warm, asked, again = measured(database, watcher)
        alone = alone or one_by_one(database, settings)
        print(f"| {count:,} | {1000 * cold:.0f} ms | {asked} | {1000 * warm:.0f} ms | {again} | "
              f"{alone * count:.1f} s | {alone * count / cold:.0f} × |")  # fmt: skip
        if given.profile and count == COUNTS[-1]:
            profile(database, watcher)
    print(f"each alert that sounds: {1000 * sounding(database, settings):.0f} ms besides")
    database.close()
    embedded.stop(HOME)
    raise SystemExit(0 if cold < BAR_SECONDS else 1)


if __name__ == "__main__":
    main()
