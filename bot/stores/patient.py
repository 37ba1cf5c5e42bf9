"""Rasa's SQL tracker store, off the event loop, with a limit to its patience, and cheap.

Stock Rasa talks to the database on the event loop: one slow or frozen database stops every
conversation. Here each call runs in a thread and is given up after a moment; Rasa then goes on
from memory, and the person still hears from the app.

A turn reads its session with one statement and adds its events with another. What is new is known
by the events that were read, not by counting what is stored: two servers at work on one
conversation lose nothing.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, List, Optional, Text, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.stores.decoding import decoded

T = TypeVar("T")
PATIENCE = 0.6
"""Seconds that one call may take."""
THREADS = 8
_STORED = "_vocero_stored"
"""On a tracker of this store's: how many of its events are stored."""

_events = SQLTrackerStore.SQLEvent.__table__
_is_start = _events.c.type_name == SessionStarted.type_name
_indexes = (
    sa.Index("ix_events_conversation", _events.c.sender_id, _events.c.id),
    sa.Index("ix_events_sessions", _events.c.sender_id, _events.c.id,
             postgresql_where=_is_start, sqlite_where=_is_start),
)  # fmt: skip
"""Without them a person's whole past is looked through for the start of the session."""
_sender = _events.c.sender_id == sa.bindparam("sender")
_began = sa.select(sa.func.max(_events.c.id)).where(_sender, _is_start).scalar_subquery()
_conversation = sa.select(_events.c.data).where(_sender).order_by(_events.c.id)
_session = _conversation.where(_events.c.id >= sa.func.coalesce(_began, 0))


class StoreTooSlow(RasaException):
    """The database did not answer in time."""


class PatientSQLTrackerStore(SQLTrackerStore):
    """An SQL tracker store that blocks nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A failed statement must not write what somebody said into the log.
        self.engine.hide_parameters = True
        self._statements = _without_transactions(self.engine.url)
        self.engine.dispose()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="trackers")
        with self._statements.connect() as connection:
            for index in _indexes:
                connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a tracker's new events; raises StoreTooSlow."""
        await self.stream_events(tracker)
        events = list(tracker.events)
        stored = getattr(tracker, _STORED, None)
        await self._patiently(self._save, tracker.sender_id, events, stored)
        setattr(tracker, _STORED, len(events))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Read a conversation's latest session; raises StoreTooSlow."""
        return self._tracker(sender_id, await self._patiently(self._read, _session, sender_id))

    async def retrieve_full_tracker(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Read a whole conversation; raises StoreTooSlow."""
        return self._tracker(sender_id, await self._patiently(self._read, _conversation, sender_id))

    def _tracker(self, sender_id: Text, events: List[Event]) -> Optional[DialogueStateTracker]:
        if not events:
            return None
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(events))
        return tracker

    def _read(self, statement: sa.sql.Select, sender_id: Text) -> List[Event]:
        with self._statements.connect() as connection:
            rows = connection.execute(statement, {"sender": sender_id}).fetchall()
        return [decoded(json.loads(data)) for (data,) in rows]

    def _save(self, sender_id: Text, events: List[Event], stored: Optional[int]) -> None:
        """Add what is new; a tracker that did not come from here is compared by its length."""
        if stored is None:
            stored = len(self._read(_session, sender_id))
        rows = [_row(sender_id, event) for event in events[stored:]]
        if rows:
            with self._statements.connect() as connection:
                connection.execute(_events.insert(), rows)

    async def _patiently(self, call: Callable[..., T], *args: Any) -> T:
        """Run a call that blocks in a thread of its own."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, _over_a_live_connection, call, *args)
        try:
            return await asyncio.wait_for(work, PATIENCE)
        except asyncio.TimeoutError as fault:
            raise StoreTooSlow(f"no answer from the tracker store in {PATIENCE} s") from fault


def _without_transactions(url: sa.engine.URL) -> sa.engine.Engine:
    """Make an engine for calls of one statement: nothing is begun and ended around it."""
    return sa.create_engine(
        url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, hide_parameters=True,
        **create_engine_kwargs(url),
    )  # fmt: skip


def _over_a_live_connection(call: Callable[..., T], *args: Any) -> T:
    """Call once more when the pooled connection turns out to be of before a restart.

    Asking each connection first whether it lives would cost every turn a round trip.
    """
    try:
        return call(*args)
    except sa.exc.DBAPIError as fault:
        if not fault.connection_invalidated:
            raise
    return call(*args)


def _row(sender_id: Text, event: Event) -> Dict[Text, Any]:
    """Write an event as the stock store does: either can read what the other wrote."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
