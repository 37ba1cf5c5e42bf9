"""The simulator: a chat on a phone for the ten demo people, through the Twilio stand-in only."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from vocero.people.policy import LEVELS, Grant, grant
from vocero.rendering.sentences import LANGUAGES, Language, texts
from vocero.settings import Settings
from vocero.storage.demo import cast, company
from vocero.storage.demo.load import SEED

_PAGE = "simulator.html"
_KINDS = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
          "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}  # fmt: skip
_GUARDED = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
                               "media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
}  # fmt: skip
_TOPICS = ("sales", "goal", "ranking", "comparison", "bookings", "cancellations")
_CHIPS = 4
_HELP = {"es": "ayuda", "en": "help"}
_SHOWN = re.compile(r"application/(pdf|json)|image/(?!svg)|audio/|video/")
_LARGEST = 24 * 1024 * 1024
"""Bytes of what the page may send: a file of 16 MB in base64."""


@cache
def people() -> list[dict[str, Any]]:
    """Give the ten demo people: number, name, title and first questions in both languages."""
    rows = cast.people(company.build(SEED))
    return [
        {
            "phone": row["phone"], "name": row["name"], "level": f"{row['level']:02d}",
            "title": {lang: _title(lang, int(str(row["level"]))) for lang in LANGUAGES},
            "chips": {lang: _chips(lang, int(str(row["level"]))) for lang in LANGUAGES},
        }
        for row in rows[: len(LEVELS)]
    ]  # fmt: skip


def _title(language: Language, level: int) -> str:
    name = texts(language)["level"][str(level)]
    return name[0].upper() + name[1:]


def _chips(language: Language, level: int) -> list[str]:
    """Give first questions that this level may ask."""
    examples = texts(language)["example"]
    allowed = {topic: grant(level, topic) for topic in _TOPICS}
    chosen = [
        examples["position" if reach is Grant.OWN_POSITION else topic]
        for topic, reach in allowed.items()
        if reach is not Grant.NO
    ]
    return [*chosen[:_CHIPS], _HELP[language]]


def router(settings: Settings) -> APIRouter:
    """Give the page, its files, and the calls that it makes; for development only."""
    line = Line(f"http://{settings.host}:{settings.standin_port}")
    routes = APIRouter(prefix="/simulator", include_in_schema=False, lifespan=line.open)
    _pages(routes)
    _calls(routes, line)
    return routes


def _pages(routes: APIRouter) -> None:
    @routes.get("")
    async def page() -> Response:
        """Show the page."""
        return _file(_PAGE)

    @routes.get("/")
    async def slash() -> Response:
        """Lead to the page, whose files are named from there."""
        return RedirectResponse("/simulator")

    @routes.get("/files/{name}")
    async def file(name: str) -> Response:
        """Give one of the page's own files."""
        return _file(name)

    @routes.get("/people")
    async def who() -> Response:
        """Give the people whom one can be."""
        return JSONResponse(people())


def _calls(routes: APIRouter, line: "Line") -> None:
    @routes.get("/updates")
    async def updates(request: Request, after: str = "0", wait: str = "0") -> Response:
        """Give what changed in the ten chats, as soon as something does."""
        asked: dict[str, Any] = {"phone": [p["phone"] for p in people()], "after": after,
                                 "wait": wait}  # fmt: skip
        if epoch := request.query_params.get("epoch"):
            asked["epoch"] = epoch
        return await line.call("GET", "/standin/chat", params=asked)

    @routes.post("/messages")
    async def send(request: Request) -> Response:
        """Let one of the people write."""
        return await line.pass_on(request, "/standin/inbound")

    @routes.post("/read")
    async def read(request: Request) -> Response:
        """Mark what one of the people has on the screen as read."""
        return await line.pass_on(request, "/standin/read")

    @routes.get("/media/{sid}/{name:path}")
    async def media(sid: str, name: str) -> Response:  # noqa: ARG001 — the browser saves it under this
        """Give a file that travelled with a message; what could hold a script is only saved."""
        answer = await line.call("GET", f"/standin/media/{sid}")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if not _SHOWN.match(answer.headers.get("Content-Type", "")):
            answer.headers["Content-Disposition"] = "attachment"
        return answer


class Line:
    """The way to the stand-in; a stand-in that is away is a 502 that the page understands."""

    def __init__(self, base: str) -> None:
        self._client = httpx.AsyncClient(base_url=base, timeout=45, trust_env=False)

    @asynccontextmanager
    async def open(self, _app: object) -> AsyncIterator[None]:
        """Close the connections when the application ends."""
        async with self._client:
            yield

    async def call(self, method: str, path: str, **more: Any) -> Response:
        """Call the stand-in and give its answer as it is."""
        try:
            answer = await self._client.request(method, path, **more)
        except httpx.HTTPError:
            return JSONResponse({"unreachable": "standin"}, 502)
        kind = answer.headers.get("Content-Type")
        return Response(answer.content, answer.status_code, media_type=kind)

    async def pass_on(self, request: Request, path: str) -> Response:
        """Hand the page's JSON to the stand-in; another site's page cannot send that type."""
        if request.headers.get("Content-Type") != "application/json":
            return JSONResponse({"detail": "not JSON"}, 415)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return JSONResponse({"too_large": True}, 413)
        return await self.call("POST", path, content=body)


def _file(name: str) -> Response:
    kind = _KINDS.get(name.rpartition(".")[2])
    found = resources.files("vocero.api").joinpath("pages", name)
    if kind is None or "/" in name or not found.is_file():
        return JSONResponse({"detail": "no such file"}, 404)
    return Response(found.read_bytes(), media_type=kind, headers=_GUARDED)
