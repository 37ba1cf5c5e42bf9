"""A courier between the database and real servers, and what tests ask of both."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vocero.delivery.channel import Channel
from vocero.delivery.outside import Outside
from vocero.delivery.slack import Slack
from vocero.delivery.webhook import Webhook
from vocero.mailroom import dispatches
from vocero.mailroom.counter import Counter
from vocero.mailroom.courier import Courier, Pace
from vocero.mailroom.dispatches import Dispatch
from vocero.people.links import Links
from vocero.storage.engine import Database
from vocero.storage.shelf import Label, Shelf

PATIENCE = 10.0
FAST = Pace(first=0.02, growth=1.1, limit=30.0, idle=0.05, places=4)
LINKS = Links("a secret of tests", "https://bot.example")


@dataclass
class Desk:
    """The database, as tests use it."""

    database: Database
    shelf: Path

    def sql(self, statement: str, **values: object) -> list[sa.Row[Any]]:
        """Run SQL as the owner."""
        with self.database.owner.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []

    def person(self, nth: int = 0) -> int:
        """Give somebody of the demo company."""
        return int(self.sql("select person_id from vocero.people order by 1 offset :n limit 1",
                            n=nth)[0][0])  # fmt: skip

    def address(self, channel: str, where: str, nth: int = 0, **more: Any) -> int:
        """Keep an address as it is, http too."""
        row = self.sql(
            "insert into vocero.addresses (person_id, channel, address, secret, details) values "
            "(:who, :channel, :address, :secret, cast(:details as jsonb)) returning address_id",
            who=self.person(nth), channel=channel, address=where, secret=more.get("secret", "s"),
            details=more.get("details"),
        )  # fmt: skip
        return int(row[0][0])

    def put(
        self, key: str, channel: str, address_id: int | None, nth: int = 0, **more: Any
    ) -> None:
        """Put something to send."""
        given: dict[str, Any] = {"title": "Alerta", "body": "*Ventas* bajas", "language": "es"}
        wanted = Dispatch(key, self.person(nth), channel, address_id, **{**given, **more})
        with self.database.writing() as connection:
            dispatches.put(connection, [wanted])

    def state(self, key: str) -> str:
        """Give the state of what was put under a key."""
        return str(self.row(key).state)

    def row(self, key: str) -> sa.Row[Any]:
        """Give what was put under a key."""
        return self.sql("select * from vocero.dispatches where dedupe_key = :key", key=key)[0]

    def file(self, name: str, content: bytes) -> str:
        """Put a file on the shelf and give its token."""
        label = Label(f"test:{name}:{time.monotonic()}", "csv", name, {}, "all")
        with self.database.writing() as connection:
            return Shelf(self.shelf).put(connection, label, content).token

    async def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until something is so."""
        limit = time.monotonic() + seconds
        while not await asyncio.to_thread(true):
            assert time.monotonic() < limit, self.sql("select dedupe_key, state, error, attempts "
                                                      "from vocero.dispatches")  # fmt: skip
            await asyncio.sleep(0.02)

    async def ends(self, key: str, state: str = "sent") -> None:
        """Wait until what was put under a key ends in a state."""
        await self.until(lambda: self.state(key) == state)

    @asynccontextmanager
    async def courier(
        self, channels: Mapping[str, Channel], pace: Pace = FAST
    ) -> AsyncIterator[None]:
        """Have a courier until the block ends."""
        counter = Counter(self.database.settings, self.database)
        courier = Courier(counter, channels, Shelf(self.shelf), LINKS, pace)
        running = asyncio.create_task(courier.run())
        try:
            yield
        finally:
            for tasks in courier._busy.values():
                for task in tasks:
                    task.cancel()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await courier.close()
            counter.close()


def web(url: str) -> dict[str, Channel]:
    """Give the channels that need no settings, on this machine."""
    return {"webhook": Webhook(Outside(inside=True)),
            "slack": Slack(Outside(inside=True), None, hooks=url + "/hooks/")}  # fmt: skip
