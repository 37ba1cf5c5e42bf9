"""A turn: one message of a conversation at a time, within a deadline, its answers collected."""

import asyncio
import logging
import traceback
from typing import Any, Awaitable, Callable, Dict, Text
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

PARTS = ("text", "buttons", "image", "attachment", "elements", "custom")
"""What a message may consist of."""
SILENCE = (
    "⚠️ Ahora mismo no puedo contestar. Inténtalo de nuevo en un minuto.\n"
    "⚠️ I cannot answer right now. Please try again in a minute."
)
"""What a person gets when the bot itself has nothing to say in time."""
OnMessage = Callable[[UserMessage], Awaitable[Any]]
_log = logging.getLogger(__name__)


class Turns:
    """Runs the turns of one door."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, on_new_message: OnMessage, message: UserMessage, deadline: float) -> bool:
        """Tell whether the turn came to its end in time and without a fault.

        Rasa stores a turn at its end, so one that is given up leaves nothing behind.
        """
        try:
            await asyncio.wait_for(self._in_order(on_new_message, message), deadline)
        except asyncio.TimeoutError:
            _log.warning("a turn was given up after %s s", deadline)
            return False
        except Exception as fault:  # noqa: BLE001 — whatever failed, the caller must get an answer
            # Without its message, which may repeat what somebody said.
            where = "".join(traceback.format_tb(fault.__traceback__))
            _log.error("a turn failed: %s\n%s", type(fault).__name__, where)
            return False
        return True

    async def _in_order(self, on_new_message: OnMessage, message: UserMessage) -> None:
        """Let one message of a conversation follow the other.

        Rasa's own lock makes a second message wait in steps of a second.
        """
        lock = self._locks.setdefault(message.sender_id, asyncio.Lock())
        async with lock:
            await on_new_message(message)


def whole(message: Dict[Text, Any]) -> Dict[Text, Any]:
    """Give an answer's parts: its text in one piece, its buttons, its file; {} when it has none."""
    kept = {part: message[part] for part in PARTS if message.get(part)}
    if message.get("quick_replies"):
        kept["buttons"] = message["quick_replies"]
    if isinstance(kept.get("text"), str):
        kept["text"] = kept["text"].strip()
    return kept


class WholeMessages(CollectingOutputChannel):
    """Collects each answer as one message, with all its parts."""

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keep an answer; an empty one is none."""
        kept = whole(message)
        if kept:
            await self._persist_message({"recipient_id": recipient_id, **kept})
