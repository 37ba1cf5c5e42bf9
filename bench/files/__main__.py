"""Measure files: `VOCERO_ENV=development .venv-app/bin/python -m bench.files`.

Each report is asked as text and as each kind of file, in turns, over the demo company; kept answers
and kept files are emptied before each. The workbook of 50,000 bookings runs in a process of its
own, whose memory is measured.
"""

import argparse
import datetime as dt
import json
import logging
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
import structlog

from vocero.conversation.answering import answer
from vocero.conversation.said import Entity, Reply, Said
from vocero.conversation.turn import Office
from vocero.people.identity import Identity
from vocero.reports.kept import KeptAnswers
from vocero.settings import Settings
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

NOW = dt.datetime.fromisoformat("2026-09-16T10:40:00-06:00")
HOME = Path("var/bench-files")
DIRECTOR = "+12025550102"
ASKED = (
    ("ventas de agosto", "ask_sales", "agosto", None),
    ("ventas de agosto por sucursal", "ask_sales", "agosto", ("sucursal", "branch")),
    ("ventas de este año por tour", "ask_sales", "este año", ("tour", "product")),
    ("KPI de agosto", "ask_kpi", "agosto", None),
    ("top agentes de julio", "ask_ranking", "julio", None),
    ("por qué cambiaron las ventas de agosto", "ask_drivers", "agosto", None),
)
KINDS = (None, "chart", "pdf", "xlsx", "csv")
LONG = ("reservas del 1 de junio de 2024 al 31 de agosto de 2026", "ask_bookings",
        "del 1 de junio de 2024 al 31 de agosto de 2026", None)  # fmt: skip


def office() -> Office:
    """The demo company as of NOW, and what the conversation works with."""
    settings = Settings(env="development", home=HOME, now=NOW, identity_secret="of the bench")  # noqa: S106
    embedded.start(HOME)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with database.owner.begin() as connection:
        if demo.moment(connection) != NOW:
            demo.load(connection, NOW, settings.company_time_zone)
    return Office(settings, database)


def ask(desk: Office, asked: tuple[str, str, str, tuple[str, str] | None], kind: str | None,
        door: str = "cmdline") -> tuple[Reply, float]:  # fmt: skip
    """Ask once, with nothing kept; give the reply and the seconds that it took."""
    text, intent, period, dimension = asked
    words = f"{text} en {kind}" if kind else text
    marks = [("period", period, period)]
    marks += [("dimension", *dimension)] if dimension else []
    marks += [("format", kind, kind)] if kind else []
    entities = tuple(
        Entity(name, value, words.rindex(said), words.rindex(said) + len(said))
        for name, said, value in marks
    )
    with desk.database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.files"))
    fresh = replace(desk, answers=KeptAnswers())
    said = Said(words, intent, entities, door=door)
    began = time.perf_counter()
    given = answer(fresh, Identity(DIRECTOR, door, "bench:files", ""), said)
    return given, time.perf_counter() - began


def measure(desk: Office, rounds: int) -> dict[str, list[float]]:
    """Give the milliseconds of every kind over all questions, the first round left out."""
    took: dict[str, list[float]] = {str(kind or "text"): [] for kind in KINDS}
    for turn in range(rounds + 1):
        for asked in ASKED:
            for kind in KINDS:
                given, seconds = ask(desk, asked, kind)
                assert (kind is None) or "/files/" in given.text, given.text
                if turn:
                    took[str(kind or "text")].append(seconds * 1000)
    return took


def peak() -> float:
    """The most memory that this process has held, in MB; Linux keeps it in /proc."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def long_workbook() -> None:
    """Write the workbook of some 50,000 bookings, and say what it took."""
    desk = office()
    ask(desk, ASKED[0], "pdf")
    before = peak()
    given, seconds = ask(desk, LONG, "xlsx")
    assert "/files/" in given.text, given.text
    after = peak()
    with desk.database.owner.connect() as connection:
        size = connection.execute(sa.text("select max(size) from vocero.files")).scalar_one()
        rows = connection.execute(sa.text("""
            select count(*) from reporting.bookings
             where created_on between '2024-06-01' and '2026-08-31'""")).scalar_one()  # fmt: skip
    print(json.dumps({"rows": rows, "seconds": round(seconds, 2), "mb": round(size / 1e6, 1),
                      "memory": round(after), "more": round(after - before)}))  # fmt: skip


def main() -> None:
    """Print the tables."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    reader = argparse.ArgumentParser()
    reader.add_argument("--rounds", type=int, default=10)
    reader.add_argument("--long", action="store_true")
    given = reader.parse_args()
    if given.long:
        long_workbook()
        return
    took = measure(office(), given.rounds)
    text = statistics.median(took["text"])
    print("| | p50 ms | p95 ms | of text |\n| --- | --- | --- | --- |")
    for kind, values in took.items():
        p50, p95 = statistics.median(values), statistics.quantiles(values, n=20)[18]
        print(f"| {kind} | {p50:.0f} | {p95:.0f} | {p50 / text:.1f} × |")
    ran = subprocess.run([sys.executable, "-m", "bench.files", "--long"], check=True,
                         capture_output=True, text=True)  # fmt: skip
    found = json.loads(ran.stdout.splitlines()[-1])
    print(f"\nworkbook of {found['rows']:,} bookings: {found['seconds']} s, {found['mb']} MB; "
          f"memory of the process {found['memory']} MB, {found['more']} MB of them for it")


if __name__ == "__main__":
    main()
