"""`make bench-messages`: WhatsApp at a rate, at its peak, and against stock Rasa in the same run.

(a) so many messages a second from so many people, each with twenty turns before; (b) as fast as
they are taken; (c) stock Rasa with DIET and TED, its own Twilio channel, the same action server,
database and stand-in, which takes 0 ms and then 100 ms for each call.
"""

import argparse
from pathlib import Path

from bench.messages.load import letters
from bench.messages.ours import Round, latency_ms, measure
from bench.stock.server import Stock
from drills.messages import RAISED
from drills.phones import Line, line
from drills.site import Site, people, printed, site
from vocero.storage.engine import Database

TURNS = 20


def main() -> None:
    """Run everything that was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--stock-people", type=int, default=40)
    parser.add_argument("--apis", type=int, default=1)
    parser.add_argument("--no-stock", action="store_true")
    given = parser.parse_args()
    home = Path("var/bench-messages")
    with site(home, apis=given.apis, nginx=given.apis > 1, **RAISED) as stage:
        print(f"settings {printed(stage.settings)}; {given.apis} API process(es)")
        database, own = Database(stage.settings), line(stage.settings)
        phones = people(database, given.people)
        latency_ms(stage, 0)
        warm = measure(stage, database, letters(own, phones, range(TURNS)), None)
        _print(f"peak, {given.people} people from turn 1 to {TURNS}", warm)
        count = int(given.rate * given.seconds)
        turns = range(TURNS, TURNS + 1 + count // given.people)
        steady = letters(own, phones, turns)[:count]
        _print(f"(a) {given.rate:.0f}/s open loop", measure(stage, database, steady, given.rate))
        ours = _peaks(stage, database, own, phones)
        if not given.no_stock:
            _compare(ours, _stock(stage, own, phones[: given.stock_people]))
        database.close()


def _peaks(
    stage: Site, database: Database, own: Line, phones: list[str]
) -> dict[int, Round]:
    """Give our peak with a stand-in that takes no time, and one that takes 100 ms."""
    found = {}
    for milliseconds in (0, 100):
        latency_ms(stage, milliseconds)
        wanted = letters(own, phones, range(40, 43))
        found[milliseconds] = measure(stage, database, wanted, None)
        _print(f"(b) peak, stand-in {milliseconds} ms", found[milliseconds])
    return found


def _stock(stage: Site, own: Line, phones: list[str]) -> dict[int, Round]:
    """Give stock Rasa's, after the same twenty turns."""
    latency_ms(stage, 0)
    stock = Stock(stage)
    try:
        stock.measure(letters(own, phones, range(TURNS)))
        found = {}
        for milliseconds, turns in ((0, range(20, 25)), (100, range(25, 29))):
            latency_ms(stage, milliseconds)
            found[milliseconds] = stock.measure(letters(own, phones, turns))
            _print(f"(c) stock Rasa, stand-in {milliseconds} ms", found[milliseconds])
        return found
    finally:
        stock.end()


def _compare(ours: dict[int, Round], stock: dict[int, Round]) -> None:
    for milliseconds, theirs in stock.items():
        ratio = ours[milliseconds].rate / theirs.rate
        print(f"ratio, stand-in {milliseconds} ms: {ratio:.1f} ×")


def _print(what: str, found: Round) -> None:
    print(f"{what}: {found.line()}\n    {found.cpu()}", flush=True)
    for error in found.errors[:3]:
        print(f"    {error}")


if __name__ == "__main__":
    main()
