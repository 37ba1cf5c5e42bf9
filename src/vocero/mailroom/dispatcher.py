"""The dispatcher: takes letters from the inbox, asks the bot, puts the answers into the outbox.

It runs in every API process; the leases of the inbox keep a person's messages in order across
all of them. What fails stays in the inbox and is tried again.
"""

import asyncio
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from vocero.delivery.whatsapp import WhatsApp
from vocero.errors import TooSlowError, UnavailableError
from vocero.mailroom import gate, inbox, letters, outbox
from vocero.mailroom.batching import Batcher
from vocero.mailroom.bot import Answers, SilentError
from vocero.mailroom.counter import Counter, heard
from vocero.mailroom.gate import Passed
from vocero.mailroom.inbox import Done, Letter
from vocero.mailroom.letters import language_of
from vocero.telemetry import logger

AT_ONCE = 32
"""Turns of the bot at the same time, for one process; as many letters again for the gate alone."""
_log = logger("mailroom")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: until the typing sign, the word that it takes longer, the first apology; between
    tries; until a message is given up; for which an answer shows that the bot is well; that turns
    have when the process ends; between two looks into the inbox; and while the database is away.
    """

    typing: float = 2.0
    progress: float = 5.0
    apology: float = 3.0
    between: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
    give_up: float = 3600.0
    well: float = 60.0
    ending: float = 5.0
    look: float = 0.01
    idle: float = 0.25
    away: float = 0.5


class Dispatcher:
    """Serves the inbox until it is cancelled."""

    def __init__(
        self, counter: Counter, bot: Answers, whatsapp: WhatsApp, pace: Pace | None = None
    ) -> None:
        self._counter, self._bot, self._whatsapp = counter, bot, whatsapp
        self._pace = pace or Pace()
        self._owner = uuid.uuid4().hex[:12]
        self._serving: set[asyncio.Task[None]] = set()
        self._closing: Batcher[Done, None] = Batcher(self._finish)
        self._last_answer = float("-inf")

    async def run(self) -> None:
        """Take and serve letters; when cancelled, let turns end and give back the others."""
        try:
            while True:
                await self._round()
        finally:
            await self._end()
            with suppress(UnavailableError, TooSlowError):
                await self._counter.run(inbox.release, self._owner)

    async def _end(self) -> None:
        """Wait a little for the turns that are under way; cancel the rest."""
        if not self._serving:
            return
        _, late = await asyncio.wait(self._serving, timeout=self._pace.ending)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _round(self) -> None:
        bots = len(self._serving) < AT_ONCE
        free = (AT_ONCE if bots else 2 * AT_ONCE) - len(self._serving)
        taken: list[Letter] = []
        if free > 0:
            try:
                taken = await self._counter.once(inbox.claim, self._owner, free, bots=bots)
            except (UnavailableError, TooSlowError):
                _log.warning("inbox out of reach")
                await asyncio.sleep(self._pace.away)
        for letter in taken:
            task = asyncio.create_task(self._serve(letter))
            self._serving.add(task)
            task.add_done_callback(self._served)
        if taken:
            await asyncio.sleep(self._pace.look)
        else:
            await heard(self._counter.inbox_bell, self._pace.idle)

    def _served(self, task: asyncio.Task[None]) -> None:
        if len(self._serving) >= AT_ONCE:
            self._counter.inbox_bell.set()
        self._serving.discard(task)

    async def _serve(self, letter: Letter) -> None:
        """Deal with one letter; whatever fails leaves it in the inbox."""
        try:
            phone, text = letter.correspondent, letter.body
            if not gate.plain(letter):
                decided = await self._counter.run(gate.decide, letter, self._counter.settings)
                if not isinstance(decided, Passed):
                    await self._closing.add(decided)
                    return
                phone, text = decided.phone, decided.text
            await self._turn(letter, phone, text)
        except (UnavailableError, TooSlowError):
            _log.warning("letter left for later", sid=letter.message_sid)
        except Exception:  # noqa: BLE001 — one bad letter must not end the dispatcher
            _log.exception("letter failed", sid=letter.message_sid)
            with suppress(UnavailableError, TooSlowError):
                await self._again(letter)

    async def _turn(self, letter: Letter, phone: str, text: str) -> None:
        language = language_of(letter, self._counter.settings.company_language)
        began = time.monotonic()
        meanwhile = asyncio.create_task(self._meanwhile(letter))
        try:
            said = await self._bot.ask(phone, letter.message_sid, text)
        except SilentError as fault:
            _log.warning("bot silent", sid=letter.message_sid, why=str(fault))
            await self._again(letter)
            return
        finally:
            meanwhile.cancel()
        self._last_answer = time.monotonic()
        late = letter.attempts > 0 or self._last_answer - began > self._pace.progress
        out = letters.answer(letter, said, language, late=late)
        await self._closing.add(Done(letter, "answered", out))

    async def _meanwhile(self, letter: Letter) -> None:
        """Show that we are at work: the typing sign, then a sentence."""
        await asyncio.sleep(self._pace.typing)
        # The sign is a courtesy: whatever becomes of it, the answer comes.
        with suppress(Exception):
            await self._whatsapp.typing(letter.message_sid)
        await asyncio.sleep(self._pace.progress - self._pace.typing)
        language = language_of(letter, self._counter.settings.company_language)
        with suppress(UnavailableError, TooSlowError):
            await self._counter.run(outbox.put, [letters.sentence(letter, "progress", language)])
            self._counter.outbox_bell.set()

    async def _again(self, letter: Letter) -> None:
        """Leave the letter for another try, apologise once, or give it up in the end."""
        language = language_of(letter, self._counter.settings.company_language)
        if self._hopeless(letter):
            out = letters.about(letter, "gave_up", language)
            await self._counter.once(inbox.finish, [Done(letter, "gave up", (out,))], "given up")
        else:
            between = self._pace.between
            seconds = between[min(letter.attempts, len(between) - 1)]
            due = letter.age_seconds >= self._pace.apology or seconds > self._pace.apology
            sorry = [letters.sentence(letter, "sorry", language)] if due else []
            await self._counter.run(inbox.postpone, letter, seconds, sorry)
        self._counter.outbox_bell.set()

    def _hopeless(self, letter: Letter) -> bool:
        """Tell whether it is the letter that fails, not the bot, or it has become too old.

        It is the letter when somebody was answered in the later half of the time that it waits.
        """
        since = time.monotonic() - self._last_answer
        well = since < min(self._pace.well, letter.age_seconds / 2)
        tried = letter.attempts + 1 >= len(self._pace.between)
        return (tried and well) or letter.age_seconds > self._pace.give_up

    async def _finish(self, done: Sequence[Done]) -> Sequence[None]:
        if await self._counter.once(inbox.finish, done):
            self._counter.inbox_bell.set()
        self._counter.outbox_bell.set()
        return [None] * len(done)
