"""The load: pre-signed webhooks, posted at a rate or as fast as they are taken."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from drills.phones import Line
from vocero.mailroom.signature import HEADER, WEBHOOK

SAID = (
    "¿cuánto vendimos ayer?", "por sucursal", "y en agosto?", "ventas de este mes",
    "compare this month with the same month last year", "top 5 agentes de julio", "KPI",
    "reservas de la semana pasada", "comisiones de julio", "how did we do last week?", "y ayer?",
    "cancelaciones de agosto", "gracias", "¿cómo voy contra la meta?", "pasajeros de hoy",
    "sales by tour in July", "ayuda", "ventas brutas de enero", "y en marzo?", "solo Cancún",
)  # fmt: skip
"""What a busy day sounds like: figures, follow-ups, both languages, a courtesy now and then."""
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One webhook, ready to post."""

    sid: str
    phone: str
    data: bytes
    signature: str


@dataclass
class Sent:
    """When each message was posted (epoch seconds) and how its webhook was answered."""

    posted: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def letters(own: Line, phones: Sequence[str], turns: range) -> list[Letter]:
    """Make one letter a person and turn, each person's in the order of a conversation."""
    made = []
    for turn in turns:
        for n, phone in enumerate(phones):
            form = own.form(phone, SAID[(turn + n) % len(SAID)])
            data = urlencode(form).encode()
            made.append(Letter(form["MessageSid"], phone, data, own.signature(form)))
    return made


async def post(
    address: str, wanted: Sequence[Letter], rate: float | None, connections: int = 64
) -> Sent:
    """Post letters at a rate, open-loop, or as fast as so many connections take them."""
    sent = Sent()
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        turnstile = asyncio.Semaphore(connections) if rate is None else None
        began = time.monotonic()
        tasks = []
        for n, letter in enumerate(wanted):
            if rate is not None:
                pause = began + n / rate - time.monotonic()
                if pause > 0:
                    await asyncio.sleep(pause)
            elif turnstile is not None:
                await turnstile.acquire()
            tasks.append(asyncio.create_task(_one(session, address, letter, sent, turnstile)))
        await asyncio.gather(*tasks)
    return sent


async def _one(
    session: aiohttp.ClientSession, address: str, letter: Letter, sent: Sent,
    turnstile: asyncio.Semaphore | None,
) -> None:  # fmt: skip
    headers = {**HEADERS, HEADER: letter.signature}
    began = time.perf_counter()
    sent.posted[letter.sid] = time.time()
    try:
        async with session.post(address + WEBHOOK, data=letter.data, headers=headers) as answer:
            await answer.read()
            if answer.status not in {200, 204}:
                sent.errors.append(f"{letter.sid}: {answer.status}")
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        sent.errors.append(f"{letter.sid}: {type(fault).__name__}")
    finally:
        sent.acknowledged[letter.sid] = time.perf_counter() - began
        if turnstile is not None:
            turnstile.release()
