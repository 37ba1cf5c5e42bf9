"""The front door of the API: who may call, what goes wrong today, and what was called."""

import asyncio
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vocero.standin.behaviour import Fate
from vocero.standin.errors import TwilioError, response
from vocero.standin.exchange import Exchange

_KINDS: tuple[tuple[re.Pattern[str], str, Mapping[str, str]], ...] = (
    (re.compile(r"/2010-04-01/Accounts/[^/]+/Messages\.json"), "message",
     {"POST": "create", "GET": "list"}),
    (re.compile(r"/2010-04-01/Accounts/[^/]+/Messages/[^/]+\.json"), "message", {}),
    (re.compile(r"/2010-04-01/Accounts/[^/]+/Messages/[^/]+/Media.*"), "media", {}),
    (re.compile(r"/v1/Content"), "content", {"POST": "create", "GET": "list"}),
    (re.compile(r"/v1/Content/[^/]+"), "content", {}),
    (re.compile(r"/v1/Content/.+"), "approval", {"POST": "create"}),
    (re.compile(r"/v2/Indicators/Typing\.json"), "typing", {"POST": "create"}),
)  # fmt: skip
_VERBS = {"GET": "fetch", "HEAD": "fetch", "POST": "update", "DELETE": "delete"}
_CODES = {"rate_limited": 20429, "server_error": 20500, "unavailable": 20503}


def kind(method: str, path: str) -> str:
    """Name a call, `message.create` for one; the same names restrict a behaviour."""
    for pattern, noun, verbs in _KINDS:
        if pattern.fullmatch(path):
            return f"{noun}.{verbs.get(method) or _VERBS.get(method, 'other')}"
    return "unknown"


class Front:
    """Stands before the API's handlers; what belongs to the stand-in itself passes untouched."""

    def __init__(self, app: ASGIApp, exchange: Exchange) -> None:
        self._app = app
        self._exchange = exchange

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call through, or let it come to grief as the behaviour says."""
        if scope["type"] != "http" or scope["path"].startswith(("/standin", "/health")):
            await self._app(scope, receive, send)
            return
        call = kind(scope["method"], scope["path"])
        behaviour = self._exchange.moods.behaviour
        if behaviour.latency_ms:
            await asyncio.sleep(behaviour.latency_ms / 1000)
        if not self._authorised(scope):
            self._count(call, "401")
            await response(TwilioError(20003))(scope, receive, send)
            return
        fate = self._exchange.moods.fate(call)
        if fate is None:
            await self._app(scope, receive, self._counting(call, send))
        elif fate in _CODES:
            self._count(call, fate)
            await Request(scope, receive).body()
            await response(TwilioError(_CODES[fate]))(scope, receive, send)
        else:
            await self._vanish(call, fate, scope, receive, send)

    async def _vanish(
        self, call: str, fate: Fate, scope: Scope, receive: Receive, send: Send
    ) -> None:
        behaviour = self._exchange.moods.behaviour
        how = "timeout" if fate == "timeout" else "close"
        if fate == "drop":
            how = behaviour.drop_as
            answer = await self._answer(scope, receive)
            if answer[0]["status"] >= 400:
                self._count(call, str(answer[0]["status"]))
                for part in answer:
                    await send(part)
                return
        self._count(call, fate)
        if how == "500":
            await response(TwilioError(20500))(scope, receive, send)
            return
        if how == "timeout":
            await asyncio.sleep(behaviour.timeout_ms / 1000)
        await _hang_up(scope, receive)

    async def _answer(self, scope: Scope, receive: Receive) -> list[Message]:
        """Let the call take effect and keep its answer back."""
        kept: list[Message] = []

        async def keep(part: Message) -> None:
            kept.append(part)

        await self._app({**scope, "standin.dropped": True}, receive, keep)
        return kept

    def _authorised(self, scope: Scope) -> bool:
        given = next((v for k, v in scope["headers"] if k == b"authorization"), b"")
        return bool(given == self._exchange.account.authorization)

    def _count(self, call: str, outcome: str) -> None:
        self._exchange.calls[call, outcome] += 1

    def _counting(self, call: str, send: Send) -> Send:
        async def counted(part: Message) -> None:
            if part["type"] == "http.response.start":
                self._count(call, str(part["status"]))
            await send(part)

        return counted


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer; the server hands its transport in as an extension."""
    transport = scope.get("extensions", {}).get("standin.transport", {}).get("transport")
    if transport is not None:
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
