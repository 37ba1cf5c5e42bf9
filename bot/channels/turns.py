"""A turn: one message of a conversation at a time, within a deadline, its answers collected."""

import asyncio
import logging
import traceback
from typing import Any, Awaitable, Callable, Text
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

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


class WholeMessages(CollectingOutputChannel):
    """Collects each answer as one message, whatever blank lines it holds."""

    async def send_text_message(self, recipient_id: Text, text: Text, **_: Any) -> None:
        """Keep the text in one piece."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))
