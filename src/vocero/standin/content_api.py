"""`content.twilio.com`: templates are made, listed, removed and handed in for approval."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vocero.standin.accounts import sid
from vocero.standin.contents import TEXT, Content, read
from vocero.standin.errors import TwilioError
from vocero.standin.exchange import Exchange
from vocero.standin.paging import page

_SITE = "https://content.twilio.com"


class ContentApi:
    """The Content resources of the account."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[Route]:
        """Give the addresses that the real client calls."""
        one = "/v1/Content/{sid}"
        return [
            Route("/v1/Content", self.create, methods=["POST"]),
            Route("/v1/Content", self.search, methods=["GET"]),
            Route(one, self.fetch, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/ApprovalRequests/whatsapp", self.hand_in, methods=["POST"]),
            Route(f"{one}/ApprovalRequests", self.approval, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """Make a template; one that breaks a limit of WhatsApp is refused."""
        name, language, variables, types = read(await _body(request))
        made = Content(sid("HX"), language, types, name, variables, self._exchange.chats.now())
        self._exchange.contents[made.sid] = made
        self._exchange.contents.keep()
        return JSONResponse(made.as_json(self._exchange.account.sid), 201)

    async def search(self, request: Request) -> Response:
        """Give one page of templates, in the order of their making."""
        found, meta = page(request, _SITE, list(self._exchange.contents.values()))
        own = self._exchange.account.sid
        return JSONResponse({"contents": [c.as_json(own) for c in found],
                             "meta": {**meta, "key": "contents"}})  # fmt: skip

    async def fetch(self, request: Request) -> Response:
        """Give one template."""
        return JSONResponse(self._one(request).as_json(self._exchange.account.sid))

    async def delete(self, request: Request) -> Response:
        """Remove one template."""
        del self._exchange.contents[self._one(request).sid]
        self._exchange.contents.keep()
        return Response(status_code=204)

    async def hand_in(self, request: Request) -> Response:
        """Hand a template in for approval; here WhatsApp approves at once."""
        content = self._one(request)
        said = await _body(request)
        content.approval = _approval(content, said, "approved")
        self._exchange.contents.keep()
        return JSONResponse({**content.approval, "status": "received"}, 201)

    async def approval(self, request: Request) -> Response:
        """Tell what WhatsApp thinks of a template."""
        content = self._one(request)
        whatsapp = content.approval or _approval(content, {}, "unsubmitted")
        return JSONResponse({
            "sid": content.sid, "account_sid": self._exchange.account.sid, "whatsapp": whatsapp,
            "url": f"{_SITE}/v1/Content/{content.sid}/ApprovalRequests",
        })  # fmt: skip

    def _one(self, request: Request) -> Content:
        found = self._exchange.contents.get(request.path_params["sid"])
        if found is None:
            raise TwilioError(20404, request.url.path)
        return found


def judged(exchange: Exchange, identifier: str, said: dict[str, Any]) -> Content:
    """Approve or reject a template, as WhatsApp would; one that is unknown is made first."""
    content = exchange.contents.get(identifier)
    if content is None:
        if not said.get("body"):
            raise TwilioError(20404, identifier)
        types = {TEXT: {"body": str(said["body"])}}
        content = Content(identifier, str(said.get("language", "es")), types,
                          str(said.get("name", "")), created=exchange.chats.now())  # fmt: skip
        exchange.contents[identifier] = content
    content.approval = _approval(content, said, str(said.get("status", "approved")))
    exchange.contents.keep()
    return content


def _approval(content: Content, said: Any, status: str) -> dict[str, str]:
    known = said if isinstance(said, dict) else {}
    return {
        "type": "whatsapp", "content_type": content.kind, "status": status, "rejection_reason": "",
        "name": str(known.get("name") or content.friendly_name),
        "category": str(known.get("category") or "UTILITY"),
    }  # fmt: skip


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise TwilioError(20001, "the body must be JSON") from None
