"""The mailroom of one process, put together: receiving at its window, three rounds behind it."""

import asyncio
from collections.abc import Mapping, Sequence

from vocero.delivery import channels
from vocero.delivery.channel import Channel
from vocero.delivery.whatsapp import WhatsApp
from vocero.errors import ConfigurationError
from vocero.mailroom import courier, deliveries, dispatcher, sender, storing
from vocero.mailroom.batching import Batcher
from vocero.mailroom.bot import Answers, Bot
from vocero.mailroom.counter import Counter
from vocero.mailroom.courier import Courier
from vocero.mailroom.deliveries import Status
from vocero.mailroom.dispatcher import Dispatcher
from vocero.mailroom.incoming import Incoming
from vocero.mailroom.sender import Sender
from vocero.mailroom.signature import STATUS
from vocero.mailroom.storing import Limits
from vocero.people.links import Links
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.storage.shelf import Shelf
from vocero.telemetry import logger

_NEEDED = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_number", "public_url",
           "identity_secret")  # fmt: skip
_RESTART_SECONDS = 1.0
_log = logger("mailroom")


class PostOffice:
    """Receives for everyone, serves its share of the inbox, the outbox and the dispatches."""

    def __init__(
        self, settings: Settings, database: Database, bot: Answers | None = None,
        dispatching: dispatcher.Pace | None = None, sending: sender.Pace | None = None,
        carrying: courier.Pace | None = None, reached_by: Mapping[str, Channel] | None = None,
    ) -> None:  # fmt: skip
        """Open nothing yet; raises ConfigurationError naming every setting that is missing."""
        missing = [name for name in _NEEDED if getattr(settings, name) is None]
        if missing:
            names = (n.upper() if n.startswith("twilio_") else f"VOCERO_{n.upper()}"
                     for n in missing)  # fmt: skip
            raise ConfigurationError("set these variables first: " + ", ".join(names))
        self._settings = settings
        self._counter = Counter(settings, database)
        self._limits = Limits(settings.person_limit, settings.total_limit)
        self._incoming: Batcher[Incoming, None] = Batcher(self._store)
        self._statuses: Batcher[Status, None] = Batcher(self._update)
        self._rounds: list[asyncio.Task[None]] = []
        self._bot = bot or Bot(settings)
        self._whatsapp = WhatsApp(settings, STATUS)
        links = Links(settings.link_secret, settings.address)
        self._courier = Courier(
            self._counter, channels.set_up(settings) if reached_by is None else reached_by,
            Shelf(settings.shelf), links, carrying,
        )  # fmt: skip
        self._paces = (dispatching, sending)

    async def receive(self, message: Incoming) -> None:
        """Keep a message; returns once it is stored. Raises UnavailableError, TooSlowError."""
        await self._incoming.add(message)

    async def status(self, status: Status) -> None:
        """Take a status callback. Raises UnavailableError, TooSlowError."""
        await self._statuses.add(status)

    def open(self) -> None:
        """Begin the rounds: the dispatcher's, the sender's and the courier's."""
        parts = (
            Dispatcher(self._counter, self._bot, self._whatsapp, self._paces[0]),
            Sender(self._counter, self._whatsapp, self._paces[1]),
            self._courier,
        )
        self._rounds = [asyncio.create_task(_on(part)) for part in parts]

    async def close(self) -> None:
        """End the rounds; what is not finished is taken up by another process or the next start."""
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, return_exceptions=True)
        await self._bot.close()
        await self._whatsapp.close()
        await self._courier.close()
        self._counter.close()

    async def _store(self, messages: Sequence[Incoming]) -> Sequence[None]:
        if await self._counter.once(storing.store, messages, self._limits):
            self._counter.inbox_bell.set()
        return [None] * len(messages)

    async def _update(self, statuses: Sequence[Status]) -> Sequence[None]:
        failed = any(status.failed for status in statuses)
        do = self._counter.run if failed else self._counter.once
        if await do(deliveries.update, statuses, self._settings):
            self._counter.outbox_bell.set()
        return [None] * len(statuses)


async def _on(part: Dispatcher | Sender | Courier) -> None:
    """Run a part, and run it again should it ever end by a fault of its own."""
    while True:
        try:
            await part.run()
        except Exception:  # noqa: BLE001 — the mailroom goes on whatever happens
            _log.exception("round ended", part=type(part).__name__)
        await asyncio.sleep(_RESTART_SECONDS)
