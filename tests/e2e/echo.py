"""A small API behind the simulator: it answers over Twilio's endpoints, and does as it is asked."""

import asyncio
import json
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
from fastapi import FastAPI, Request, Response

from vocero.api import simulator
from vocero.settings import Settings

TOKEN = "/status/abc"
BUTTONS = {
    "twilio/quick-reply": {
        "body": "💰 *Ventas de ayer* — Cancún\n$482,300 MXN · 118 ventas\n"
        "▲ 12.4 % contra el martes pasado",
        "actions": [
            {"id": "by_branch", "title": "Por sucursal"},
            {"id": "by_agent", "title": "Por agente"},
            {"id": "more", "title": "Ver más"},
        ],
    }
}
BRANCHES = (
    ("Cancún", "Caribe · 4 equipos"), ("Playa del Carmen", "Caribe · 3 equipos"),
    ("Mérida", "Caribe · 2 equipos"), ("Ciudad de México", "Centro · 4 equipos"),
    ("Guadalajara", "Centro · 2 equipos"), ("Monterrey", "Centro · 1 equipo"),
    ("Los Cabos", "Pacífico · 2 equipos"), ("Puerto Vallarta", "Pacífico · 2 equipos"),
)  # fmt: skip
LIST = {
    "twilio/list-picker": {
        "body": "¿De qué sucursal quieres verlo?",
        "button": "Elegir sucursal",
        "items": [
            {"id": f"branch:{n}", "item": name, "description": place}
            for n, (name, place) in enumerate(BRANCHES)
        ],
    }
}


def png(width: int = 360, height: int = 220) -> bytes:
    """Draw a bar chart by hand."""
    bars = [90, 120, 70, 150, 130, 180, 160]
    rows = []
    for y in range(height):
        row = bytearray(b"\x00")
        for x in range(width):
            at, inside = divmod(x - 12, 48)
            full = 0 <= at < len(bars) and inside < 34 and height - 20 - bars[at] < y < height - 20
            row += b"\x12\x8a\x77" if full else b"\xf7\xfa\xf8"
        rows.append(bytes(row))

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body)
            + chunk(b"IEND", b""))  # fmt: skip


FILES = {"grafica.png": ("image/png", png()),
         "ventas-agosto.pdf": ("application/pdf", b"%PDF-1.4\n" + b"0" * 48_000)}  # fmt: skip


class Echo:
    """Answers each message once; `botones`, `lista`, `foto`, `pdf` and `lento` ask for more."""

    def __init__(self, settings: Settings, url: str) -> None:
        secret = settings.twilio_auth_token
        assert secret is not None
        self._settings, self._url = settings, url
        self._standin = f"http://{settings.host}:{settings.standin_port}"
        self._login = (str(settings.twilio_account_sid), secret.get_secret_value())
        self._root = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages.json"
        self._tasks: set[asyncio.Task[None]] = set()
        self.forms: list[dict[str, str]] = []
        self.refusing = False

    def application(self) -> FastAPI:
        """Give the simulator together with a webhook, as the API has them."""
        app = FastAPI()
        app.include_router(simulator.router(self._settings))

        @app.post("/webhooks/twilio/webhook")
        async def message(request: Request) -> Response:
            form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
            if self.refusing:
                return Response(status_code=503)
            self.forms.append(form)
            task = asyncio.create_task(self._answer(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return Response("<Response/>", media_type="text/xml")

        @app.post(TOKEN)
        async def status() -> Response:
            return Response(status_code=204)

        @app.api_route("/media/{name}", methods=["GET", "HEAD"])
        async def media(name: str) -> Response:
            return Response(FILES[name][1], media_type=FILES[name][0])

        return app

    async def _answer(self, form: dict[str, str]) -> None:
        async with httpx.AsyncClient(base_url=self._standin, auth=self._login,
                                     trust_env=False) as client:  # fmt: skip
            said = form["Body"].lower()
            do: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
                "botones": self._content(BUTTONS), "lista": self._content(LIST),
                "foto": self._media("grafica.png"), "pdf": self._media("ventas-agosto.pdf"),
                "lento": self._slow(form["MessageSid"]),
            }  # fmt: skip
            chosen = next((a for word, a in do.items() if word in said), None)
            what = await chosen(client) if chosen else {"Body": self._echo(form)}
            await client.post(self._root, data={
                "To": form["From"], "From": form["To"], "StatusCallback": self._url + TOKEN, **what,
            })  # fmt: skip

    @staticmethod
    def _echo(form: dict[str, str]) -> str:
        tapped = form.get("ButtonPayload") or form.get("ListId") or form["MessageType"]
        return f"*Recibí* _{form['Body'] or 'un archivo'}_\n<b>{tapped}</b>"

    @staticmethod
    def _content(types: dict[str, Any]) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def made(client: httpx.AsyncClient) -> dict[str, Any]:
            body = {"language": "es", "types": types}
            answer = await client.post("/v1/Content", content=json.dumps(body))
            return {"ContentSid": answer.json()["sid"]}

        return made

    def _media(self, name: str) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def found(_client: httpx.AsyncClient) -> dict[str, Any]:
            return {"Body": "Aquí está 👇", "MediaUrl": f"{self._url}/media/{name}"}

        return found

    @staticmethod
    def _slow(sid: str) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def typed(client: httpx.AsyncClient) -> dict[str, Any]:
            typing = {"messageId": sid, "channel": "whatsapp"}
            await client.post("/v2/Indicators/Typing.json", data=typing)
            await asyncio.sleep(1.2)
            return {"Body": "Ya quedó"}

        return typed
