"""Asking the bot: its Twilio channel takes one message and answers in structure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from vocero.people.identity import Identity, conversation_id, sign
from vocero.settings import Settings

DOOR = "twilio"
TRIALS = "test"
"""The door of what an administrator tries: conversations of its own."""
CONNECTIONS = 64
TIMEOUT = aiohttp.ClientTimeout(total=25, sock_connect=2)


class SilentError(Exception):
    """The bot has no answer now: it is down, too slow, or has no model or action server."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the bot: text with numbered choices, as buttons where there are any."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    media_url: str | None = None


class Answers(Protocol):
    """Whatever answers what people say."""

    async def ask(self, phone: str, message_sid: str, text: str) -> tuple[Said, ...]:
        """Have one message of one person answered; raises SilentError."""

    async def close(self) -> None:
        """Close the connections."""


class Bot:
    """The bot over HTTP; each door has conversations of its own."""

    def __init__(self, settings: Settings, door: str = DOOR) -> None:
        self._door = door
        self._address = f"http://{settings.host}:{settings.bot_port}/webhooks/twilio/webhook"
        secret = settings.identity_secret
        self._secret = secret.get_secret_value() if secret else ""
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, phone: str, message_sid: str, text: str) -> tuple[Said, ...]:
        """Have one message of one person answered; raises SilentError."""
        cid = conversation_id(self._door, phone, self._secret)
        identity = Identity(phone, self._door, cid, message_sid)
        body = {"text": text, "identity": sign(identity, self._secret)}
        try:
            async with self._open().post(self._address, json=body) as answer:
                if answer.status != 200:
                    raise SilentError(f"status {answer.status}")
                found: Mapping[str, Any] = await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise SilentError(type(fault).__name__) from fault
        said = tuple(_said(message) for message in found.get("messages") or [])
        if found.get("failed") or not said:
            raise SilentError("nothing to say")
        return said

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Sanic closes idle connections after five seconds.
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=4)
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)
        return self._session


def _said(message: Mapping[str, Any]) -> Said:
    buttons = message.get("buttons") or []
    return Said(
        str(message.get("text") or ""),
        tuple((str(b["title"]), str(b["payload"])) for b in buttons),
        message.get("image") or message.get("attachment"),
    )
