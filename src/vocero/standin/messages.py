"""`api.twilio.com`: messages are accepted, listed and fetched as Twilio does it."""

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vocero.standin.accounts import Account, channel, phone, sid
from vocero.standin.chats import Message
from vocero.standin.delivering import Delivery, deliver
from vocero.standin.errors import FAILURES, TwilioError
from vocero.standin.exchange import Exchange
from vocero.standin.paging import page

_SITE = "https://api.twilio.com"
_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST = 1600
Form = Mapping[str, list[str]]


class MessagesApi:
    """The Message resources of the account."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[Route]:
        """Give the addresses that the real client calls."""
        root = "/2010-04-01/Accounts/{account}/Messages"
        one = root + "/{sid}"
        return [
            Route(f"{root}.json", self.create, methods=["POST"]),
            Route(f"{root}.json", self.search, methods=["GET"]),
            Route(f"{one}.json", self.fetch, methods=["GET"]),
            Route(f"{one}.json", self.redact, methods=["POST"]),
            Route(f"{one}.json", self.delete, methods=["DELETE"]),
            Route(f"{one}/Media.json", self.files, methods=["GET"]),
            Route(f"{one}/Media/{{media}}", self.file, methods=["GET", "HEAD"]),
        ]

    async def create(self, request: Request) -> Response:
        """Accept a message, or refuse it with Twilio's code."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        self._own(request)
        delivery = accepted(self._exchange, form)
        delivery.message.dropped = bool(request.scope.get("standin.dropped"))
        self._exchange.chats.add(delivery.message)
        shown = resource(self._exchange.account, delivery.message)
        self._exchange.begin(deliver(self._exchange, delivery))
        return JSONResponse(shown, 201)

    async def search(self, request: Request) -> Response:
        """Give one page of messages, the newest first."""
        self._own(request)
        asked = request.query_params
        found = [m for m in self._candidates(asked) if _matches(m, asked, self._exchange.account)]
        found.reverse()
        shown, meta = page(request, "", found)
        start = meta["page"] * meta["page_size"]
        return JSONResponse({
            "messages": [resource(self._exchange.account, m) for m in shown],
            "page": meta["page"], "page_size": meta["page_size"], "uri": meta["url"],
            "start": start, "end": start + max(len(shown) - 1, 0),
            "first_page_uri": meta["first_page_url"], "next_page_uri": meta["next_page_url"],
            "previous_page_uri": meta["previous_page_url"],
        })  # fmt: skip

    async def fetch(self, request: Request) -> Response:
        """Give one message."""
        return JSONResponse(resource(self._exchange.account, self._one(request)))

    async def redact(self, request: Request) -> Response:
        """Blank a message's text: the one change that Twilio allows."""
        message = self._one(request)
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        if form.get("Body") != [""]:
            raise TwilioError(20001, "only a blank Body may be set")
        message.body = ""
        self._exchange.chats.changed(message)
        return JSONResponse(resource(self._exchange.account, message))

    async def delete(self, request: Request) -> Response:
        """Remove one message."""
        self._exchange.chats.remove(self._one(request))
        return Response(status_code=204)

    async def files(self, request: Request) -> Response:
        """List a message's media."""
        message = self._one(request)
        listed = [
            {"sid": m.sid, "account_sid": self._exchange.account.sid, "parent_sid": message.sid,
             "content_type": m.content_type, "date_created": _date(message.at),
             "date_updated": _date(message.at), "uri": f"{request.url.path[:-5]}/{m.sid}.json"}
            for m in message.media
        ]  # fmt: skip
        return JSONResponse({"media_list": listed, "page": 0, "page_size": 50,
                             "uri": request.url.path, "next_page_uri": None})  # fmt: skip

    async def file(self, request: Request) -> Response:
        """Give the bytes of a message's medium."""
        self._one(request)
        found = self._exchange.chats.media(request.path_params["media"])
        if found is None:
            raise TwilioError(20404, request.url.path)
        return Response(found.data, media_type=found.content_type)

    def _own(self, request: Request) -> None:
        if request.path_params["account"] != self._exchange.account.sid:
            raise TwilioError(20404, request.url.path)

    def _one(self, request: Request) -> Message:
        self._own(request)
        found = self._exchange.chats.find(request.path_params["sid"])
        if found is None:
            raise TwilioError(20404, request.url.path)
        return found

    def _candidates(self, asked: Mapping[str, str]) -> list[Message]:
        own = self._exchange.account.number
        other = [phone(a) for name in ("To", "From") if (a := asked.get(name)) and a != own]
        return self._exchange.chats.messages(other[:1])


def accepted(exchange: Exchange, form: Form) -> Delivery:
    """Check a request as Twilio does before it accepts; raises TwilioError."""
    said = {name: values[0] for name, values in form.items()}
    to = _parties(exchange.account, said)
    content_sid, body = said.get("ContentSid", ""), said.get("Body", "")
    media = form.get("MediaUrl", [])
    callback = said.get("StatusCallback", "")
    if not (body or media or content_sid):
        raise TwilioError(21602)
    if len(body.encode("utf-16-le", "replace")) // 2 > _LONGEST:
        raise TwilioError(21617)
    if callback and not callback.startswith(("http://", "https://")):
        raise TwilioError(21609, callback)
    if any(not url.startswith(("http://", "https://")) for url in media):
        raise TwilioError(21620)
    code = exchange.moods.behaviour.recipients.get(phone(to))
    if code is not None and code < 30_000:
        raise TwilioError(code, to)
    message = Message(sid("MM" if media else "SM"), phone(to), outbound=True, body=body,
                      callback=callback, sms=not to.startswith("whatsapp:"))  # fmt: skip
    delivery = Delivery(message, media[:1], code)
    if content_sid:
        content = exchange.contents.get(content_sid)
        if content is None:
            raise TwilioError(20404, f"/Content/{content_sid}")
        delivery.template = content.approved
        delivery.media = []
        try:
            message.body, message.choices = content.filled(said.get("ContentVariables"))
        except ValueError:
            delivery.failure = 63021
    return delivery


def _parties(account: Account, said: Mapping[str, str]) -> str:
    to, sender = said.get("To", ""), said.get("From", "")
    if not to:
        raise TwilioError(21604)
    if not sender:
        raise TwilioError(21603)
    if to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
        raise TwilioError(21910)
    whatsapp = to.startswith("whatsapp:")
    if sender != (account.number if whatsapp else account.sms):
        raise TwilioError(63007 if whatsapp else 21606, sender)
    if not (_ADDRESS if whatsapp else _NUMBER).fullmatch(to):
        raise TwilioError(21211, to)
    if to == sender:
        raise TwilioError(63031)
    return to


def resource(account: Account, message: Message) -> dict[str, Any]:
    """Give a message as Twilio's clients parse it."""
    person = message.phone if message.sms else channel(message.phone)
    own = account.sms if message.sms else account.number
    uri = f"/2010-04-01/Accounts/{account.sid}/Messages/{message.sid}.json"
    sent = None if message.status in {"accepted", "queued"} else _date(message.updated)
    return {
        "account_sid": account.sid, "api_version": "2010-04-01", "body": message.body,
        "date_created": _date(message.at), "date_sent": sent,
        "date_updated": _date(message.updated),
        "direction": "outbound-api" if message.outbound else "inbound",
        "error_code": message.error_code,
        "error_message": FAILURES.get(message.error_code or 0),
        "from": own if message.outbound else person,
        "messaging_service_sid": None, "num_media": str(len(message.media)), "num_segments": "1",
        "price": None, "price_unit": None, "sid": message.sid,
        "status": message.status if message.outbound else "received",
        "subresource_uris": {"media": uri.removesuffix(".json") + "/Media.json"},
        "to": person if message.outbound else own, "uri": uri,
    }  # fmt: skip


def _matches(message: Message, asked: Mapping[str, str], account: Account) -> bool:
    shown = resource(account, message)
    if any(asked.get(n) not in {None, shown[n.lower()]} for n in ("To", "From")):
        return False
    at = int(message.at)
    return (
        ("DateSent" not in asked or _moment(asked["DateSent"]) == at)
        and ("DateSent>" not in asked or at >= _moment(asked["DateSent>"]))
        and ("DateSent<" not in asked or at <= _moment(asked["DateSent<"]))
    )


def _moment(said: str) -> int:
    try:
        read = dt.datetime.fromisoformat(said)
    except ValueError:
        raise TwilioError(20001, f"{said} is no date") from None
    return int(read.replace(tzinfo=read.tzinfo or dt.UTC).timestamp())


def _date(at: float) -> str:
    return formatdate(at).replace("-0000", "+0000")
