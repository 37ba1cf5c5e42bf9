"""Measure a turn: `VOCERO_ENV=development .venv-app/bin/python -m bench.turn --help`.

Each conversation has its earlier turns before anything is measured. With `--against DIR` a second
source tree (with its own model) is measured in turns with this one, over the same database.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import jwt
import sqlalchemy as sa

from bench.turn.pair import Pair, cpu_ms, idle, postgres, start
from vocero.settings import Settings
from vocero.stack import environment, training
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

NOW = dt.datetime.fromisoformat("2026-09-16T10:40:00-06:00")
HOME = Path("var/bench-turn")
SAID = (
    "¿cuánto vendimos ayer?", "por sucursal", "y en agosto?", "ventas de este mes",
    "compare this month with the same month last year", "top 5 agentes de julio", "KPI de hoy",
    "reservas de la semana pasada", "comisiones de julio", "how did we do last week?", "y ayer?",
    "cancelaciones de agosto", "gracias", "ocupación de mañana", "¿cómo voy contra la meta?",
    "pasajeros de hoy", "sales by tour in July", "ayuda", "ventas brutas de enero", "y en marzo?",
)  # fmt: skip
"""What a busy day sounds like: figures, follow-ups, both languages, a courtesy now and then."""
LEVELS = (1, 2, 3, 4, 5, 6, 7, 8)


@dataclass
class Figures:
    """What one tree took."""

    seconds: float = 0.0
    messages: int = 0
    failed: int = 0
    took: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)


class Load:
    """Speaks as many people to one bot, each in a conversation of their own."""

    def __init__(self, pair: Pair, secret: str, conversations: int) -> None:
        self.pair = pair
        self.secret = secret
        self.conversations = conversations
        self._sids = count()
        self._run = f"{time.time_ns():x}"

    async def turn(self, client: httpx.AsyncClient, person: int, number: int) -> tuple[float, bool]:
        """Say one thing; give how long the answer took and whether there was one."""
        claims = {
            "sub": f"+120255501{LEVELS[person % len(LEVELS)]:02d}", "door": "twilio",
            "cid": f"twilio:{self._run}-{person}", "mid": f"SM{next(self._sids)}",
            "aud": "vocero-actions", "exp": int(time.time()) + 120,
        }  # fmt: skip
        body = {"text": SAID[(number + person) % len(SAID)],
                "identity": jwt.encode(claims, self.secret, algorithm="HS256")}  # fmt: skip
        began = time.perf_counter()
        answer = (await client.post(self.pair.webhook, json=body)).json()
        return time.perf_counter() - began, not answer["failed"]

    async def earlier(self, turns: int, at_once: int) -> None:
        """Give every conversation its earlier turns."""
        await self._all(iter([(p, n) for n in range(turns) for p in range(self.conversations)]),
                        at_once, Figures())  # fmt: skip

    async def measured(self, seconds: float, at_once: int, into: Figures) -> None:
        """Keep so many turns going for so long."""
        limit = time.monotonic() + seconds
        start_at = into.messages

        def until() -> Iterator[tuple[int, int]]:
            for n in count(start_at):
                if time.monotonic() > limit:
                    return
                yield n % self.conversations, 100 + n // self.conversations

        await self._all(until(), at_once, into)

    async def _all(self, work: Iterator[tuple[int, int]], at_once: int, into: Figures) -> None:
        async with httpx.AsyncClient(timeout=30) as client:

            async def worker() -> None:
                for person, number in work:
                    took, well = await self.turn(client, person, number)
                    into.took.append(took)
                    into.messages += 1
                    into.failed += not well

            await asyncio.gather(*(worker() for _ in range(at_once)))


def prepared(settings: Settings) -> Database:
    """Start the embedded database of a home, with the demo company of a day that stands still."""
    embedded.start(settings.home)
    opened = Database(settings)
    migrate.upgrade(opened, settings, demo=True)
    with opened.owner.begin() as connection:
        if demo.moment(connection) != NOW:
            demo.load(connection, NOW, settings.company_time_zone)
        connection.execute(sa.text("truncate vocero.conversations, vocero.audit"))
    training.export_members(opened)
    return opened


def _measure(load: Load, figures: Figures, options: argparse.Namespace) -> None:
    """Measure one round of one tree, and the CPU that it took."""
    server = postgres(options.home)
    parts = {"bot": load.pair.bot, "actions": load.pair.actions, "postgres": server}
    before = {name: cpu_ms(process) for name, process in parts.items()}
    began = time.perf_counter()
    asyncio.run(load.measured(options.seconds, options.at_once, figures))
    figures.seconds += time.perf_counter() - began
    for name, process in parts.items():
        spent = cpu_ms(process) - before[name]
        figures.cpu[name] = figures.cpu.get(name, 0.0) + spent


def _table(found: dict[str, Figures]) -> None:
    print(f"{'':12}{'msg/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'failed':>8}  CPU ms per message")
    for name, figures in found.items():
        took = sorted(figures.took)
        cpu = {part: spent / figures.messages for part, spent in figures.cpu.items()}
        parts = "  ".join(f"{part} {spent:.2f}" for part, spent in cpu.items())
        p95 = took[int(len(took) * 0.95)]
        print(f"{name:12}{figures.messages / figures.seconds:8.1f}"
              f"{1000 * statistics.median(took):8.1f}{1000 * p95:8.1f}{figures.failed:8}"
              f"  {parts}  together {sum(cpu.values()):.2f}")  # fmt: skip


def main() -> None:
    """Start what is measured, measure it in rounds, print the table, end what was started."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, help="another source tree, such as a release")
    parser.add_argument("--conversations", type=int, default=60)
    parser.add_argument("--earlier", type=int, default=20, help="turns before the measurement")
    parser.add_argument("--seconds", type=float, default=10, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--home", type=Path, default=HOME)
    options = parser.parse_args()
    settings = Settings(env="development", home=options.home.absolute(), now=NOW)
    database = prepared(settings)
    secret = environment.environment(settings)["VOCERO_IDENTITY_SECRET"]
    trees = {"this": Path.cwd()} | ({"other": options.against} if options.against else {})
    pairs = []
    try:
        for name, tree in trees.items():
            pairs.append(start(name, tree.absolute(), settings))
        loads = [Load(pair, secret, options.conversations) for pair in pairs]
        for load in loads:
            asyncio.run(load.earlier(options.earlier, options.at_once))
        found = {pair.name: Figures() for pair in pairs}
        for _ in range(options.rounds):
            for load in loads:
                idle(0.5)
                _measure(load, found[load.pair.name], options)
        _table(found)
    finally:
        for pair in pairs:
            pair.stop()
        database.close()
        embedded.stop(settings.home)


if __name__ == "__main__":
    main()
