"""The sender: takes what is due from the outbox, sends it, and writes down what became of it.

Exactly once cannot be promised: Twilio may accept a message while its answer is lost. So only what
was certainly not accepted is tried again as it is; what may have been is looked up first.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from vocero.delivery import content
from vocero.delivery.whatsapp import BusyError, Message, RefusedError, UnsureError, WhatsApp
from vocero.errors import TooSlowError, UnavailableError
from vocero.mailroom import claiming, deliveries, outbox
from vocero.mailroom.batching import Batcher
from vocero.mailroom.claiming import Parcel, Places
from vocero.mailroom.counter import Counter, heard
from vocero.mailroom.deliveries import Result
from vocero.mailroom.shapes import Shapes
from vocero.telemetry import logger

AT_ONCE = 48
ANNOUNCEMENTS_AT_ONCE = 40
"""Answers find a place even when Twilio hangs on everything else."""
LOOKUPS = 3
"""Failed look-ups after which an unsure message is sent again: twice is better than never."""
_log = logger("mailroom")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first and the longest pause between tries, before a look-up, between looks;
    between looks for what a dead process left; while the database is away."""

    first: float = 0.5
    longest: float = 60.0
    unsure: float = 1.0
    look: float = 0.01
    idle: float = 0.25
    recover: float = 2.0
    away: float = 1.0

    def pause(self, attempts: int) -> float:
        """Give the pause after so many attempts: doubled each time, with jitter."""
        whole = min(self.longest, self.first * 2.0 ** min(attempts - 1, 16))
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 — jitter, not secrets


class Sender:
    """Serves the outbox until it is cancelled."""

    def __init__(self, counter: Counter, whatsapp: WhatsApp, pace: Pace | None = None) -> None:
        self._counter, self._whatsapp = counter, whatsapp
        self._pace = pace or Pace()
        self._shapes = Shapes(counter, whatsapp)
        self._sending: set[asyncio.Task[None]] = set()
        self._announcing: set[asyncio.Task[None]] = set()
        self._recovered = time.monotonic()
        self._results: Batcher[Result, None] = Batcher(self._write)

    async def run(self) -> None:
        """Take and send parcels; ends by cancellation, after what is under way."""
        try:
            while True:
                await self._round()
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await asyncio.gather(*self._sending, return_exceptions=True)

    async def _round(self) -> None:
        free = AT_ONCE - len(self._sending)
        places = Places(free, ANNOUNCEMENTS_AT_ONCE - len(self._announcing))
        settings = self._counter.settings
        taken: list[Parcel] = []
        try:
            if free > 0:
                taken = await self._counter.once(
                    claiming.claim, places, settings.twilio_rate, settings.twilio_pair_rate
                )
            pause = self._pace.look if taken else await self._quiet()
        except (UnavailableError, TooSlowError):
            _log.warning("outbox out of reach")
            pause = self._pace.away
        for parcel in taken:
            task = asyncio.create_task(self._deal(parcel))
            self._sending.add(task)
            if not parcel.awaited:
                self._announcing.add(task)
            task.add_done_callback(self._dealt)
        if taken:
            await asyncio.sleep(pause)
        else:
            await heard(self._counter.outbox_bell, pause)

    async def _quiet(self) -> float:
        """Give how long to wait when nothing could be taken: short while something is due."""
        if time.monotonic() - self._recovered > self._pace.recover:
            await self._counter.once(outbox.recover)
            self._recovered = time.monotonic()
        due, rate = await self._counter.once(outbox.due), self._counter.settings.twilio_rate
        return min(self._pace.idle, max(0.05, 1 / rate)) if due else self._pace.idle

    def _dealt(self, task: asyncio.Task[None]) -> None:
        full = len(self._announcing) >= ANNOUNCEMENTS_AT_ONCE
        if full or len(self._sending) >= AT_ONCE:
            self._counter.outbox_bell.set()
        self._sending.discard(task)
        self._announcing.discard(task)

    async def _deal(self, parcel: Parcel) -> None:
        try:
            if parcel.expired:
                result = Result(parcel, "failed")
            elif parcel.state == "unsure":
                result = await self._look_up(parcel)
            else:
                result = await self._send(parcel)
            await self._results.add(result)
        except (UnavailableError, TooSlowError):
            # The lease ends; then it is looked up.
            _log.warning("result not written", outbox_id=parcel.outbox_id)
        except Exception:  # noqa: BLE001 — one bad parcel must not end the sender
            _log.exception("parcel failed", outbox_id=parcel.outbox_id)

    async def _send(self, parcel: Parcel) -> Result:
        try:
            sid = await self._whatsapp.send(await self._shaped(parcel.message))
        except BusyError:
            return Result(parcel, "waiting", seconds=self._pace.pause(parcel.attempts))
        except UnsureError:
            return Result(parcel, "unsure", seconds=self._pace.unsure)
        except RefusedError as fault:
            if parcel.message.choices:
                await self._shapes.forget(parcel.message.choices)
            return Result(parcel, "refused", code=fault.code)
        return Result(parcel, "accepted", sid=sid)

    async def _shaped(self, message: Message) -> Message:
        """Show choices as buttons or a list where the channel has them."""
        if not message.choices or message.media_url or message.content_sid:
            return message
        sid = await self._shapes.sid(message.body, message.choices)
        if sid is None:
            return message
        variables = content.variables(message.body, message.choices)
        return replace(message, content_sid=sid, content_variables=variables)

    async def _look_up(self, parcel: Parcel) -> Result:
        """Ask Twilio whether it has the message already."""
        try:
            taken = await self._counter.run(deliveries.known_sids, parcel.correspondent)
            sid = await self._whatsapp.find(parcel.message, taken)
        except UnsureError:
            if parcel.lookups >= LOOKUPS:
                return Result(parcel, "waiting")
            pause = self._pace.pause(parcel.lookups + 1)
            return Result(parcel, "unsure", seconds=pause)
        if sid is not None:
            return Result(parcel, "accepted", sid=sid)
        return Result(parcel, "waiting", seconds=self._pace.pause(parcel.attempts))

    async def _write(self, results: Sequence[Result]) -> Sequence[None]:
        settings = self._counter.settings
        if any(result.state == "refused" for result in results):
            await self._counter.run(deliveries.record, results, settings)
            self._counter.outbox_bell.set()
        elif await self._counter.once(deliveries.record, results, settings):
            self._counter.outbox_bell.set()
        return [None] * len(results)
