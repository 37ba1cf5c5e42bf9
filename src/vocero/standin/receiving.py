"""What a phone wrote is posted to the API's webhook, and what the API answers is understood."""

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from vocero.standin.accounts import sid
from vocero.standin.chats import Message
from vocero.standin.delivering import Delivery, deliver
from vocero.standin.exchange import Exchange
from vocero.standin.phones import Form, written
from vocero.standin.webhooks import Answer


def receive(exchange: Exchange, said: Mapping[str, Any]) -> tuple[Message, Form]:
    """Let a phone write: keep the message and give it with its form; raises TwilioError."""
    message, form = written(exchange.account, said)
    files, message.media = message.media, []
    exchange.chats.add(message)
    for file in files:
        exchange.chats.attach(message, file)
    return message, form


async def pass_on(exchange: Exchange, message: Message, form: Form, more: int = 0) -> Answer:
    """Post a phone's message, `more` times than once, and note whether it arrived."""
    twice, late = exchange.moods.inbound()
    if late:
        await asyncio.sleep(exchange.moods.behaviour.reorder_ms / 1000)
    copies = 1 + int(twice) + more
    token = str(uuid.uuid4())
    post = exchange.webhooks.post
    answers = await asyncio.gather(
        *(post(exchange.account.webhook, form, token) for _ in range(copies))
    )
    answer = answers[0]
    if message.status == "sent":
        exchange.chats.changed(message, "delivered" if answer.well else "failed")
    if answer.well and "<Message" in answer.text:
        for body, media in _twiml(answer.text):
            _reply(exchange, message.phone, body, media)
    return answer


def read_by_them(exchange: Exchange, phone: str) -> None:
    """Turn the ticks of what a phone wrote blue: the other side has read it."""
    for message in exchange.chats.messages([phone]):
        if not message.outbound and message.status == "delivered":
            exchange.chats.changed(message, "read")


def _reply(exchange: Exchange, phone: str, body: str, media: list[str]) -> None:
    message = Message(sid("MM" if media else "SM"), phone, outbound=True, body=body)
    exchange.chats.add(message)
    exchange.begin(deliver(exchange, Delivery(message, media[:1])))


def _twiml(text: str) -> list[tuple[str, list[str]]]:
    """Read the messages of a TwiML answer: bodies and media; TwiML that is none is no message."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 — the answer of our own webhook
    except ElementTree.ParseError:
        return []
    found = []
    for verb in root.iter("Message"):
        parts = [verb.text or "", *(b.text or "" for b in verb.iter("Body"))]
        body = "".join(p for p in parts if p.strip())
        found.append((body, [m.text.strip() for m in verb.iter("Media") if m.text]))
    return found
