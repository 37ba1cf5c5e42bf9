"""`/standin/…`: a phone writes, the chats are looked at, and misbehaviour is set."""

import json
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vocero.standin.accounts import channel
from vocero.standin.behaviour import Behaviour, read
from vocero.standin.content_api import judged
from vocero.standin.delivering import advance, report
from vocero.standin.errors import TwilioError
from vocero.standin.exchange import Exchange
from vocero.standin.receiving import pass_on, receive

_LONGEST_WAIT = 25.0


class Control:
    """The endpoints that Twilio does not have."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._epoch = uuid.uuid4().hex

    def routes(self) -> list[Route]:
        """Give the addresses, all of them JSON."""
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/standin/inbound", self.inbound, methods=["POST"]),
            Route("/standin/chat", self.chat, methods=["GET"]),
            Route("/standin/read", self.read, methods=["POST"]),
            Route("/standin/media/{sid}", self.media, methods=["GET"]),
            Route("/standin/deliveries", self.deliveries, methods=["GET"]),
            Route("/standin/calls", self.calls, methods=["GET"]),
            Route("/standin/records", self.forget, methods=["DELETE"]),
            Route("/standin", self.anew, methods=["DELETE"]),
            Route("/standin/behaviour", self.behaviour, methods=["GET", "PUT", "DELETE"]),
            Route("/standin/window", self.window, methods=["PUT"]),
            Route("/standin/webhook", self.webhook, methods=["GET", "PUT"]),
            Route("/standin/templates/{sid}", self.template, methods=["PUT"]),
        ]

    async def health(self, _request: Request) -> Response:
        """Tell that this process answers."""
        return JSONResponse({"status": "ok"})

    async def inbound(self, request: Request) -> Response:
        """Let a phone write; with `"wait": false` the answer does not wait for the webhook's."""
        said = await _object(request)
        message, form = receive(self._exchange, said)
        posting = pass_on(self._exchange, message, form, _number(str(said.get("copies"))))
        kept = {"sid": message.sid, "position": message.position}
        if said.get("wait") is False:
            self._exchange.begin(posting)
            return JSONResponse(kept, 202)
        answer = await posting
        return JSONResponse({**kept, "accepted": answer.well, **answer.as_json()}, 201)

    async def chat(self, request: Request) -> Response:
        """Give what changed after a revision; with `wait` seconds, as soon as something does."""
        asked = request.query_params
        phones = asked.getlist("phone")
        after = _number(asked.get("after"))
        seconds = min(_number(asked.get("wait")), _LONGEST_WAIT)
        if seconds and asked.get("epoch", self._epoch) == self._epoch:
            await self._exchange.chats.wait(phones, after, seconds)
        if asked.get("epoch", self._epoch) != self._epoch:
            after = 0
        chats = self._exchange.chats
        return JSONResponse({
            "epoch": self._epoch, "revision": chats.revision, "typing": chats.typing(phones),
            "messages": [m.as_json() for m in chats.messages(phones, after)],
        })  # fmt: skip

    async def read(self, request: Request) -> Response:
        """Open a chat on the phone: what was delivered is read, and the callbacks say so."""
        phone = str((await _object(request)).get("phone") or "")
        found = [m for m in self._exchange.chats.messages([phone])
                 if m.outbound and m.status == "delivered"]  # fmt: skip
        for message in found:
            if advance(self._exchange, message, "read"):
                self._exchange.begin(report(self._exchange, message, "read"))
        return JSONResponse({"read": len(found)})

    async def media(self, request: Request) -> Response:
        """Give the bytes of a file that travelled with a message."""
        file = self._exchange.chats.media(request.path_params["sid"])
        if file is None:
            raise TwilioError(20404, request.url.path)
        return Response(file.data, media_type=file.content_type)

    async def deliveries(self, request: Request) -> Response:
        """Give what the API sent and we accepted, from a position on."""
        after = _number(request.query_params.get("after"))
        listed = [
            {"position": m.position, "sid": m.sid, "to": channel(m.phone), "body": m.body,
             "type": m.kind, "choices": m.choices, "status": m.status,
             "error_code": m.error_code, "dropped": m.dropped, "at": m.at}
            for m in self._exchange.chats.accepted(after)
        ]  # fmt: skip
        return JSONResponse({"deliveries": listed})

    async def calls(self, _request: Request) -> Response:
        """Count the API's calls by kind and outcome, and the answers to status callbacks."""
        kinds: dict[str, dict[str, int]] = {}
        for (kind, outcome), count in sorted(self._exchange.calls.items()):
            kinds.setdefault(kind, {})[outcome] = count
        return JSONResponse({"calls": kinds, "callbacks": dict(self._exchange.callbacks)})

    async def forget(self, _request: Request) -> Response:
        """Forget chats and counts; windows, templates and behaviour stay."""
        self._exchange.chats.clear()
        self._exchange.calls.clear()
        self._exchange.callbacks.clear()
        self._epoch = uuid.uuid4().hex
        return Response(status_code=204)

    async def anew(self, request: Request) -> Response:
        """Forget everything, templates, windows and misbehaviour too."""
        self._exchange.contents.clear()
        self._exchange.contents.keep()
        self._exchange.chats.close_windows()
        self._exchange.moods.set(Behaviour())
        return await self.forget(request)

    async def behaviour(self, request: Request) -> Response:
        """Look at the misbehaviour, set it, or end it."""
        if request.method == "PUT":
            self._exchange.moods.set(read(await _object(request)))
        elif request.method == "DELETE":
            self._exchange.moods.set(Behaviour())
        return JSONResponse(self._exchange.moods.as_json())

    async def window(self, request: Request) -> Response:
        """Set how many `hours` ago some `phones` wrote last: over 24 closes their window."""
        said = await _object(request)
        for phone in said.get("phones") or [said.get("phone")]:
            self._exchange.chats.wrote(str(phone), float(said.get("hours") or 0))
        return Response(status_code=204)

    async def webhook(self, request: Request) -> Response:
        """Look at, or change, the `url` that is posted to when a phone writes."""
        if request.method == "PUT":
            url = str((await _object(request)).get("url"))
            self._exchange.account = self._exchange.account.pointed_at(url)
        return JSONResponse({"url": self._exchange.account.webhook})

    async def template(self, request: Request) -> Response:
        """Approve or reject a template; one that is unknown is made of `body` and `language`."""
        said = await _object(request)
        content = judged(self._exchange, request.path_params["sid"], said)
        return JSONResponse(content.as_json(self._exchange.account.sid))


async def _object(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(await request.body())
    except ValueError:
        raise TwilioError(20001, "the body must be JSON") from None
    if not isinstance(said, dict):
        raise TwilioError(20001, "the body must be a JSON object")
    return said


def _number(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() else 0
