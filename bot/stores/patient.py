"""Rasa's SQL tracker store, kept off the event loop and with a limit to its patience.

Stock Rasa talks to the database on the event loop: one slow or frozen database stops every
conversation. Here each call runs in a thread and is given up after a moment; Rasa then goes on
from memory, and the person still hears from the app.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Awaitable, Callable, Optional, Text, TypeVar

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

T = TypeVar("T")
PATIENCE = 0.6
"""Seconds that one call may take."""
THREADS = 8


class StoreTooSlow(RasaException):
    """The database did not answer in time."""


class PatientSQLTrackerStore(SQLTrackerStore):
    """An SQL tracker store that blocks nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A failed statement must not write what somebody said into the log.
        self.engine.hide_parameters = True
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="trackers")

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a tracker; raises StoreTooSlow."""
        await self._patiently(super().save, tracker)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Read a conversation's latest session; raises StoreTooSlow."""
        return await self._patiently(super().retrieve, sender_id)

    async def retrieve_full_tracker(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Read a whole conversation; raises StoreTooSlow."""
        return await self._patiently(super().retrieve_full_tracker, sender_id)

    async def _patiently(self, call: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run one of the stock store's coroutines, which never yield, in a thread of its own."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, lambda: asyncio.run(_finish(call, *args)))
        try:
            return await asyncio.wait_for(work, PATIENCE)
        except asyncio.TimeoutError as fault:
            raise StoreTooSlow(f"no answer from the tracker store in {PATIENCE} s") from fault


async def _finish(call: Callable[..., Awaitable[T]], *args: Any) -> T:
    return await call(*args)
