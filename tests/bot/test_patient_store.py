"""The tracker store keeps conversations, blocks nobody and gives up in time."""

import asyncio
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.stores.patient import PATIENCE, PatientSQLTrackerStore, StoreTooSlow

DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))


def tracker(sender: str, *texts: str) -> DialogueStateTracker:
    """Give a conversation with these messages."""
    start = [ActionExecuted("action_session_start"), SessionStarted()]
    heard = [UserUttered(text, {"name": "ask_sales"}, [], input_channel="rest") for text in texts]
    return DialogueStateTracker.from_events(sender, [*start, *heard], domain=DOMAIN)


class PatientStoreTest(unittest.IsolatedAsyncioTestCase):
    """A store over a database file of its own."""

    def setUp(self) -> None:
        """Open the store."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = PatientSQLTrackerStore(
            DOMAIN, dialect="sqlite", db=str(Path(folder.name) / "trackers.db")
        )
        self.addCleanup(self.store.engine.dispose)

    async def test_what_is_saved_is_found(self) -> None:
        """A conversation comes back with its events, another's does not."""
        await self.store.save(tracker("a", "ventas", "¿y ayer?"))
        await self.store.save(tracker("b", "KPI"))
        found = await self.store.retrieve("a")
        texts = [e.text for e in found.events if isinstance(e, UserUttered)]
        self.assertEqual(texts, ["ventas", "¿y ayer?"])
        self.assertIsNone(await self.store.retrieve("c"))
        whole = await self.store.retrieve_full_tracker("b")
        self.assertEqual(whole.latest_message.text, "KPI")

    async def test_many_at_once_lose_nothing(self) -> None:
        """Forty conversations that are read at the same time are all found, each its own."""
        for n in range(40):
            await self.store.save(tracker(f"p{n}", str(n)))
        found = await asyncio.gather(*(self.store.retrieve(f"p{n}") for n in range(40)))
        self.assertEqual([t.latest_message.text for t in found], [str(n) for n in range(40)])

    async def test_a_frozen_database_is_given_up_and_blocks_nobody(self) -> None:
        """The call ends with an error in time, and the event loop runs on meanwhile."""

        async def frozen(_store: object, _sender: str) -> Optional[Any]:
            time.sleep(PATIENCE * 2)  # noqa: ASYNC251 — the stock store blocks just so
            return None

        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.02)
                ticks += 1

        beat = asyncio.ensure_future(tick())
        began = time.monotonic()
        frozen_store = mock.patch.object(SQLTrackerStore, "retrieve", frozen)
        with frozen_store, self.assertRaises(StoreTooSlow):
            await self.store.retrieve("a")
        took = time.monotonic() - began
        beat.cancel()
        self.assertLess(took, PATIENCE + 0.4)
        self.assertGreater(ticks, 10)

    async def test_an_error_of_the_database_is_passed_on(self) -> None:
        """Rasa then goes on from memory."""

        async def broken(_store: object, _tracker: object) -> None:
            raise RuntimeError("gone")

        broken_store = mock.patch.object(SQLTrackerStore, "save", broken)
        with broken_store, self.assertRaises(RuntimeError):
            await self.store.save(tracker("a", "ventas"))
