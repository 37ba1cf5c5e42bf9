"""Turn 200 beside turn 5: `VOCERO_ENV=development .venv-app/bin/python -m bench.turn.long_session`.

One conversation takes two hundred turns; for each of its last ones a new conversation takes five.
"""

import argparse
import asyncio
import statistics
from pathlib import Path

import httpx

from bench.turn.__main__ import HOME, NOW, Load, prepared
from bench.turn.pair import start
from vocero.settings import Settings
from vocero.stack import environment
from vocero.storage import embedded

LIMIT = 1.3


async def _measured(load: Load, turns: int, times: int) -> tuple[float, float]:
    """Give the median seconds of a late and of an early turn."""
    late, early = [], []
    async with httpx.AsyncClient(timeout=30) as client:
        for n in range(turns - times):
            await load.turn(client, 0, n)
        for n in range(times):
            newcomer = 8 * (n + 1)
            for turn in range(5):
                took, _ = await load.turn(client, newcomer, turn - newcomer)
            early.append(took)
            took, _ = await load.turn(client, 0, 4)
            late.append(took)
    return statistics.median(late), statistics.median(early)


def main() -> None:
    """Print both and their ratio; end with a failure when it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--home", type=Path, default=HOME)
    options = parser.parse_args()
    settings = Settings(env="development", home=options.home.absolute(), now=NOW)
    database = prepared(settings)
    pair = start("this", Path.cwd(), settings)
    try:
        secret = environment.environment(settings)["VOCERO_IDENTITY_SECRET"]
        late, early = asyncio.run(_measured(Load(pair, secret, 1), options.turns, options.times))
    finally:
        pair.stop()
        database.close()
        embedded.stop(settings.home)
    ratio = late / early
    print(f"turn 5: {1000 * early:.1f} ms   turn {options.turns}: {1000 * late:.1f} ms"
          f"   ratio {ratio:.2f}, at most {LIMIT}")  # fmt: skip
    raise SystemExit(ratio > LIMIT)


if __name__ == "__main__":
    main()
