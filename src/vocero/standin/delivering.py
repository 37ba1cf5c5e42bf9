"""What becomes of an accepted message: media, the 24-hour window, ticks and status callbacks."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import aiohttp

from vocero.standin.accounts import channel, sid
from vocero.standin.chats import Media, Message
from vocero.standin.errors import FAILURES
from vocero.standin.exchange import Exchange

_HEAVIEST = {"image": 5_000_000}
_HEAVIEST_OTHER = 16_000_000
_EVENTS = {"delivered": "DELIVERED", "read": "READ", "undelivered": "UNDELIVERED"}
_FILE_NAME = re.compile(r'filename\*?="?(?:UTF-8\'\')?([^";]+)')


@dataclass(slots=True)
class Delivery:
    """An accepted message on its way; `failure` is the code that it will fail with."""

    message: Message
    media: list[str] = field(default_factory=list)
    failure: int | None = None
    template: bool = False


async def deliver(exchange: Exchange, delivery: Delivery) -> None:
    """Bring a message to its phone, or let it fail, and say so to the status callback."""
    behaviour = exchange.moods.behaviour
    message = delivery.message
    for url in delivery.media:
        if not await _fetch(exchange, message, url):
            delivery.failure = delivery.failure or 63019
    free = message.sms or delivery.template or not behaviour.window
    if not free and not exchange.chats.open(message.phone):
        delivery.failure = delivery.failure or 63016
    if delivery.failure is not None:
        status = "failed" if delivery.failure in {63019, 63021} else "undelivered"
        await asyncio.sleep(behaviour.callback_ms / 1000)
        exchange.chats.changed(message, status, delivery.failure)
        await report(exchange, message, status)
        return
    twice, turned = exchange.moods.callback()
    order = behaviour.callbacks[::-1] if turned else behaviour.callbacks
    for status in order:
        await asyncio.sleep(behaviour.callback_ms / 1000)
        advance(exchange, message, status)
        await report(exchange, message, status)
        if twice:
            await report(exchange, message, status)


def advance(exchange: Exchange, message: Message, status: str) -> bool:
    """Move a message's status forwards; a status that comes late changes nothing."""
    ranks = ("queued", "sent", "delivered", "read")
    if message.status in ranks and ranks.index(status) > ranks.index(message.status):
        exchange.chats.changed(message, status)
        return True
    return False


async def report(exchange: Exchange, message: Message, status: str) -> None:
    """Post a status callback, signed, to the address that came with the message."""
    if not message.callback:
        return
    answer = await exchange.webhooks.post(message.callback, _form(exchange, message, status))
    exchange.callbacks["2xx" if answer.well else str(answer.status or "no answer")] += 1


def _form(exchange: Exchange, message: Message, status: str) -> dict[str, str]:
    form = {
        "ChannelPrefix": "whatsapp", "ApiVersion": "2010-04-01", "MessageStatus": status,
        "SmsSid": message.sid, "SmsStatus": status, "ChannelInstallSid": "XE" + "0" * 32,
        "To": channel(message.phone), "From": exchange.account.number, "MessageSid": message.sid,
        "StructuredMessage": "true" if message.choices else "false",
        "AccountSid": exchange.account.sid, "ChannelToAddress": message.phone,
    }  # fmt: skip
    if status in _EVENTS:
        form["EventType"] = _EVENTS[status]
    if message.error_code is not None and status in {"failed", "undelivered"}:
        form |= {"ErrorCode": str(message.error_code),
                 "ErrorMessage": FAILURES.get(message.error_code, ""),
                 "ChannelStatusMessage": FAILURES.get(message.error_code, "")}  # fmt: skip
    return form


async def _fetch(exchange: Exchange, message: Message, url: str) -> bool:
    """Get a medium as Twilio does, HEAD and then GET, and keep it; False when it will not do."""
    client = exchange.webhooks.client
    try:
        async with client.head(url) as head:
            announced = head.content_type
            if head.status >= 400:
                return False
        async with client.get(url) as reply:
            data = await reply.read()
            if reply.status >= 400 or reply.content_type != announced:
                return False
            name = _name(url, reply.headers.get("Content-Disposition", ""))
    except (aiohttp.ClientError, TimeoutError):
        return False
    if len(data) > _HEAVIEST.get(announced.partition("/")[0], _HEAVIEST_OTHER):
        return False
    message.kind = announced.partition("/")[0].replace("application", "document")
    exchange.chats.attach(message, Media(sid("ME"), announced, name, data))
    exchange.chats.changed(message)
    return True


def _name(url: str, disposition: str) -> str:
    found = _FILE_NAME.search(disposition)
    return unquote(found[1] if found else urlsplit(url).path.rpartition("/")[2])
