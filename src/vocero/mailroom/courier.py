"""The courier: takes what is due from the dispatches, and brings it by its channel.

Each channel has places of its own and a limit of time, so that one that hangs holds up nobody
else. What was not taken is tried again, ever later; what may have been taken too: at least once,
under one key.
"""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import sqlalchemy as sa

from vocero.delivery.channel import (
    NOT_SET_UP,
    Channel,
    File,
    Later,
    Link,
    Notice,
    Outcome,
    Refused,
    Sent,
)
from vocero.delivery.channels import NAMES
from vocero.errors import TooSlowError, UnavailableError
from vocero.mailroom import dispatches
from vocero.mailroom.counter import Counter, heard
from vocero.mailroom.dispatches import Settled, Taken
from vocero.people.links import Links
from vocero.storage.shelf import TYPES, Shelf
from vocero.telemetry import logger

ATTEMPTS = 8
"""Tries over about six hours; then it has failed."""
HEAVIEST = 10_000_000
"""Bytes that are attached; mail servers refuse more, so what is heavier is linked."""
_LONGEST_NOTE = 200
_log = logger("mailroom")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first pause between tries and how it grows, how long one try may take, between
    looks, while the database is away. `places` is how many of one channel go out at once."""

    first: float = 30.0
    growth: float = 2.8
    limit: float = 60.0
    idle: float = 0.5
    away: float = 1.0
    places: int = 8

    def pause(self, attempts: int) -> float:
        """Give the pause after so many attempts, with jitter."""
        return self.first * self.growth ** (attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311 — jitter, not secrets


class Courier:
    """Serves the dispatches until it is cancelled."""

    def __init__(
        self, counter: Counter, channels: Mapping[str, Channel], shelf: Shelf, links: Links,
        pace: Pace | None = None,
    ) -> None:  # fmt: skip
        """Take the channels that are set up; what is for another one is refused."""
        self._counter, self._channels = counter, channels
        self._shelf, self._links = shelf, links
        self._pace = pace or Pace()
        self._bell = asyncio.Event()
        self._busy: dict[str, set[asyncio.Task[None]]] = {name: set() for name in NAMES}

    async def run(self) -> None:
        """Take and send; ends by cancellation, after what is under way or five seconds."""
        try:
            while True:
                await self._round()
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    under_way = [task for tasks in self._busy.values() for task in tasks]
                    await asyncio.gather(*under_way, return_exceptions=True)

    async def close(self) -> None:
        """Close the channels."""
        for channel in self._channels.values():
            await channel.close()

    async def _round(self) -> None:
        free = {name: self._pace.places - len(tasks) for name, tasks in self._busy.items()}
        pause = self._pace.idle
        try:
            taken = await self._counter.once(dispatches.claim, free)
        except (UnavailableError, TooSlowError):
            _log.warning("dispatches out of reach")
            taken, pause = [], self._pace.away
        for one in taken:
            tasks = self._busy[one.address.channel]
            task = asyncio.create_task(self._deal(one))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await heard(self._bell, pause)

    async def _deal(self, taken: Taken) -> None:
        settled = self._settled(taken, await self._outcome(taken))
        _log.info("dispatch", dispatch_id=taken.dispatch_id, channel=taken.address.channel,
                  state=settled.state, attempts=taken.attempts, reason=settled.error)  # fmt: skip
        try:
            await self._counter.once(dispatches.settle, [settled])
        except (UnavailableError, TooSlowError):
            # The lease ends; then it goes out again.
            _log.warning("dispatch not written", dispatch_id=taken.dispatch_id)
        self._bell.set()

    async def _outcome(self, taken: Taken) -> Outcome | None:
        """Give what the channel says; None when it is not to be sent."""
        channel = self._channels.get(taken.address.channel)
        if taken.unwanted is not None:
            return None
        if channel is None:
            return Refused(NOT_SET_UP)
        if taken.attempts > ATTEMPTS:
            return Refused("too many attempts")
        try:
            async with asyncio.timeout(self._pace.limit):
                return await channel.send(taken.address, await self._notice(taken, channel))
        except TimeoutError:
            return Later("no answer in time")
        except (UnavailableError, TooSlowError) as fault:
            return Later(fault.key)
        except Exception:  # noqa: BLE001 — one bad dispatch, or a channel's fault, ends nothing
            _log.exception("dispatch failed", dispatch_id=taken.dispatch_id)
            return Later("a fault of ours")

    def _settled(self, taken: Taken, outcome: Outcome | None) -> Settled:
        match outcome:
            case None:
                return Settled(taken, "suppressed", error=taken.unwanted)
            case Sent(reference):
                short = reference[:_LONGEST_NOTE] if reference else None
                return Settled(taken, "sent", reference=short)
            case Refused(reason, gone):
                return Settled(taken, "failed", error=reason[:_LONGEST_NOTE], gone=gone)
            case Later(reason, seconds):
                note = reason[:_LONGEST_NOTE]
                if taken.attempts >= ATTEMPTS:
                    return Settled(taken, "failed", error=note)
                pause = max(seconds, self._pace.pause(taken.attempts))
                return Settled(taken, "waiting", error=note, seconds=pause)

    async def _notice(self, taken: Taken, channel: Channel) -> Notice:
        """Put the notice together; without files it needs no database."""
        notice = Notice(taken.dedupe_key, taken.title, taken.body, taken.language)
        if not taken.files:
            return notice
        files, links = await self._counter.run(self._files, taken, attach=channel.attaches)
        return replace(notice, files=files, links=links)

    def _files(
        self, connection: sa.Connection, taken: Taken, *, attach: bool
    ) -> tuple[tuple[File, ...], tuple[Link, ...]]:
        """Give the files or links to them; those that are gone by now are left out."""
        found = [self._shelf.open(connection, token) for token in taken.files]
        stored = [one for one in found if one is not None]
        if attach and sum(one.size for one in stored) <= HEAVIEST:
            return tuple(
                File(one.name, TYPES[one.kind], self._shelf.path(one.token).read_bytes())
                for one in stored
            ), ()
        whose = taken.address.person_id
        return (), tuple(
            Link(one.name, self._links.make(one.token, one.name, whose)) for one in stored
        )
