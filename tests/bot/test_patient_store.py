"""The tracker store keeps conversations, blocks nobody and gives up in time."""

import asyncio
import tempfile
import time
import unittest
from pathlib import Path
from typing import List
from unittest import mock

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError

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
        self.file = Path(folder.name) / "trackers.db"
        self.store = PatientSQLTrackerStore(DOMAIN, dialect="sqlite", db=str(self.file))
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

        def frozen(*_: object) -> List[Event]:
            time.sleep(PATIENCE * 2)
            return []

        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.02)
                ticks += 1

        beat = asyncio.ensure_future(tick())
        began = time.monotonic()
        frozen_store = mock.patch.object(PatientSQLTrackerStore, "_read", frozen)
        with frozen_store, self.assertRaises(StoreTooSlow):
            await self.store.retrieve("a")
        took = time.monotonic() - began
        beat.cancel()
        self.assertLess(took, PATIENCE + 0.4)
        self.assertGreater(ticks, 10)

    async def test_an_error_of_the_database_is_passed_on(self) -> None:
        """Rasa then goes on from memory."""

        def broken(*_: object) -> None:
            raise RuntimeError("gone")

        broken_store = mock.patch.object(PatientSQLTrackerStore, "_save", broken)
        with broken_store, self.assertRaises(RuntimeError):
            await self.store.save(tracker("a", "ventas"))

    async def test_a_turn_adds_what_is_new(self) -> None:
        """What was read is not written again, however many events a session has by then."""
        await self.store.save(tracker("a", *map(str, range(20))))
        for text in ("one", "two"):
            found = await self.store.retrieve("a")
            found.update(UserUttered(text, {"name": "ask_sales"}))
            await self.store.save(found)
            await self.store.save(found)
        whole = await self.store.retrieve_full_tracker("a")
        texts = [e.text for e in whole.events if isinstance(e, UserUttered)]
        self.assertEqual(texts, [*map(str, range(20)), "one", "two"])

    async def test_two_at_work_on_one_conversation_lose_nothing(self) -> None:
        """Stock Rasa counts what is stored, and drops as many of the second's events."""
        await self.store.save(tracker("a", "ventas"))
        first, second = [await self.store.retrieve("a") for _ in range(2)]
        first.update(UserUttered("one"))
        second.update(UserUttered("two"))
        await self.store.save(first)
        await self.store.save(second)
        whole = await self.store.retrieve("a")
        texts = [e.text for e in whole.events if isinstance(e, UserUttered)]
        self.assertEqual(texts, ["ventas", "one", "two"])

    async def test_only_the_latest_session_is_read(self) -> None:
        """By the order of writing: a clock that was set back hides nothing."""
        long_ago = tracker("a", "old")
        long_ago.update(SessionStarted(timestamp=5.0))
        long_ago.update(UserUttered("new", timestamp=6.0))
        await self.store.save(long_ago)
        found = await self.store.retrieve("a")
        self.assertEqual([type(e) for e in found.events], [SessionStarted, UserUttered])
        whole = await self.store.retrieve_full_tracker("a")
        self.assertEqual(len(whole.events), 5)

    async def test_the_stock_store_reads_what_ours_wrote(self) -> None:
        """And ours goes on where the stock one left off."""
        stock = SQLTrackerStore(DOMAIN, dialect="sqlite", db=str(self.file))
        self.addCleanup(stock.engine.dispose)
        await self.store.save(tracker("a", "ventas"))
        found = await stock.retrieve("a")
        found.update(UserUttered("two"))
        await stock.save(found)
        again = await self.store.retrieve("a")
        texts = [e.text for e in again.events if isinstance(e, UserUttered)]
        self.assertEqual(texts, ["ventas", "two"])

    async def test_a_connection_of_before_a_restart_is_replaced(self) -> None:
        """The first call that finds out is made again."""
        await self.store.save(tracker("a", "ventas"))
        calls = []

        def once_gone(*args: object) -> List[Event]:
            calls.append(args)
            if len(calls) == 1:
                raise OperationalError("", {}, Exception(), connection_invalidated=True)
            return []

        with mock.patch.object(PatientSQLTrackerStore, "_read", once_gone):
            self.assertIsNone(await self.store.retrieve("a"))
        self.assertEqual(len(calls), 2)
