"""`make drill-flood`: one number floods; everybody else is answered as before.

First others alone, then others while one number posts two thousand messages, fifty a second: the
others' p95 from webhook to delivered reply must stay under 1.5 times what it was.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa

from bench.messages.load import Letter, letters, post
from bench.messages.ours import Round, latency_ms, measure
from drills.phones import Line, line, percentile
from drills.site import Site, people, site
from vocero.storage.engine import Database

ALLOWED = 1.5
_FLOODER = "+12025550103"


def _flood(address: str, wanted: Sequence[Letter], rate: float) -> int:
    """Post the flood from a process of its own; give how many webhooks failed."""
    return len(asyncio.run(post(address, wanted, rate)).errors)


def _with_flood(
    stage: Site, database: Database, own: Line, wanted: Sequence[Letter], rates: tuple[float, float]
) -> Round:
    """Measure the others while the flood runs."""
    rate, flood_rate = rates
    flood = letters(own, [_FLOODER], range(int(flood_rate * len(wanted) / rate)))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        elsewhere.submit(int).result()  # started before anything is measured
        running = elsewhere.submit(_flood, stage.targets[0], flood, flood_rate)
        found = measure(stage, database, wanted, rate)
        found.errors += ["a webhook of the flood failed"] * running.result()
    return found


def drill(stage: Site, rate: float, seconds: float, flood: float) -> tuple[bool, list[str]]:
    """Run the drill; give whether all went well, and the report."""
    database, own = Database(stage.settings), line(stage.settings)
    latency_ms(stage, 0)
    phones = people(database, max(50, int(rate * 6)))
    count = int(rate * seconds)
    measure(stage, database, letters(own, phones, range(1))[:count], rate)
    turns = range(1, 2 + count // len(phones))
    alone = measure(stage, database, letters(own, phones, turns)[:count], rate)
    flooded = _with_flood(stage, database, own, letters(own, phones, turns)[:count], (rate, flood))
    before, after = (percentile(r.latencies, 0.95) * 1000 for r in (alone, flooded))
    with database.writing() as connection:
        told = connection.execute(
            sa.text("""select count(*) filter (where outcome = 'limited') as limited,
                (select count(*) from vocero.outbox where correspondent = :who
                    and dedupe_key like 'limit:%') as told
                from vocero.inbox where correspondent = :who"""),
            {"who": _FLOODER},
        ).one()
    database.close()
    well = after < ALLOWED * before and not flooded.errors
    return well, [
        f"others alone: {alone.line()}",
        f"others with one number at {flood:.0f}/s: {flooded.line()}",
        f"p95 {before:.0f} → {after:.0f} ms, {after / before:.2f} × (allowed {ALLOWED})",
        f"the flooder: {told.limited} messages over the limit, told so {told.told} times",
    ]


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    with site(Path("var/drill"), apis=1, nginx=False, twilio_rate=1000.0) as stage:
        well, report = drill(stage, rate=15.0, seconds=40.0, flood=50.0)
    print("\n".join(report))
    print("well" if well else "NOT well")
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
