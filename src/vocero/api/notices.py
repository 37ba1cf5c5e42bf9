"""A person's notices in the app, their read marks, and the browsers that get pushes."""

import json
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from vocero.api import problems
from vocero.api.bearer import REFUSALS, Desk, MalformedError
from vocero.delivery.vapid import Vapid
from vocero.mailroom import noticeboard
from vocero.mailroom.noticeboard import MOST, Posted
from vocero.people import addresses
from vocero.people.links import Links
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.storage.shelf import Shelf

_LARGEST_ID = 2**63 - 1
_BEARER: dict[str, Any] = {
    "parameters": [{"name": "Authorization", "in": "header", "schema": {"type": "string"}}]
}
_MARKS = {**_BEARER, "requestBody": {"content": {"application/json": {"schema": {
    "type": "object", "properties": {
        "ids": {"type": "array", "items": {"type": "integer"}}, "through": {"type": "integer"},
    }}}}}}  # fmt: skip
_SUBSCRIPTION = {**_BEARER, "requestBody": {"content": {"application/json": {"schema": {
    "type": "object", "properties": {
        "endpoint": {"type": "string"}, "keys": {"type": "object", "properties": {
            "p256dh": {"type": "string"}, "auth": {"type": "string"}}},
    }}}}}}  # fmt: skip


def router(settings: Settings, database: Database) -> APIRouter:
    """Give the routes of a person's own notices and browsers."""
    routes = APIRouter(tags=["notices"], responses=REFUSALS)
    desk = Desk(settings, database)
    _reading(routes, desk, settings)
    _subscribing(routes, desk)
    _key(routes, settings)
    return routes


def _reading(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    shelf = Shelf(settings.shelf)

    @routes.get("/notices", response_model=None, openapi_extra=_BEARER)
    async def notices(
        request: Request, before: int | None = Query(None, ge=1, le=_LARGEST_ID),
        limit: int = Query(20, ge=1, le=MOST), unread: bool = False,  # noqa: FBT001 — a query
    ) -> Response:  # fmt: skip
        """Give a page of notices, the newest first, and how many are unread."""
        links = Links(settings.link_secret, settings.address)

        def work(connection: sa.Connection, person: Person) -> dict[str, Any]:
            page = noticeboard.listed(
                connection, person.person_id, before=before, limit=limit, unread=unread
            )
            return {
                "notices": [_shown(connection, shelf, links, person, one) for one in page],
                "unread": noticeboard.unread(connection, person.person_id),
            }

        return await desk.serve(request, work)

    @routes.post("/notices/read", response_model=None, openapi_extra=_MARKS)
    async def read(request: Request) -> Response:
        """Mark notices as read: `{"ids": [1, 2]}`, or `{"through": 7}` and all before."""
        body = await desk.body(request)
        if isinstance(body, Response):
            return body

        def work(connection: sa.Connection, person: Person) -> dict[str, Any]:
            ids, through = _marks(body)
            done = noticeboard.mark(connection, person.person_id, ids=ids, through=through)
            return {"read": done, "unread": noticeboard.unread(connection, person.person_id)}

        return await desk.serve(request, work)


def _subscribing(routes: APIRouter, desk: Desk) -> None:
    path = "/push/subscriptions"

    @routes.post(path, status_code=201, response_model=None, openapi_extra=_SUBSCRIPTION)
    async def subscribe(request: Request) -> Response:
        """Push to the browser whose subscription this is, as it gives it in JSON."""
        body = await desk.body(request)
        if isinstance(body, Response):
            return body

        def work(connection: sa.Connection, person: Person) -> dict[str, Any]:
            said = body.decode("utf-8", "replace")
            kept = addresses.add(connection, person.person_id, "push", said)
            return {"address_id": kept.address_id}

        return await desk.serve(request, work, 201)

    @routes.delete(path, status_code=204, response_model=None, openapi_extra=_SUBSCRIPTION)
    async def unsubscribe(request: Request) -> Response:
        """Push nothing more to a browser; one that is not known is the same."""
        body = await desk.body(request)
        if isinstance(body, Response):
            return body

        def work(connection: sa.Connection, person: Person) -> None:
            said = body.decode("utf-8", "replace").replace("\0", "")
            addresses.remove(connection, person.person_id, "push", said)

        return await desk.serve(request, work)


def _key(routes: APIRouter, settings: Settings) -> None:
    @routes.get("/push/key", response_model=None)
    async def key(request: Request) -> Response:
        """Give the public key that browsers subscribe with; 404 when web push is not set up."""
        private, subject = settings.vapid_private_key, settings.vapid_subject
        if private is None or subject is None:
            return problems.response(request, 404, detail="web push is not set up")
        return JSONResponse({"key": Vapid(private.get_secret_value(), subject).public})


def _shown(
    connection: sa.Connection, shelf: Shelf, links: Links, person: Person, notice: Posted
) -> dict[str, Any]:
    """Give a notice with links to those of its files that are still there."""
    found = [shelf.open(connection, token) for token in notice.files]
    return {
        "id": notice.notice_id, "title": notice.title, "text": notice.text,
        "language": notice.language, "at": notice.at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
        "files": [
            {"name": one.name, "url": links.make(one.token, one.name, person.person_id)}
            for one in found if one is not None
        ],
    }  # fmt: skip


def _marks(body: bytes) -> tuple[list[int], int | None]:
    """Read what is to be marked; raises MalformedError."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedError("not JSON") from None
    if not isinstance(said, dict):
        raise MalformedError("not an object")
    ids, through = said.get("ids", []), said.get("through")
    if not isinstance(ids, list) or not all(_is_id(one) for one in ids):
        raise MalformedError("ids is a list of ids")
    if through is not None and not _is_id(through):
        raise MalformedError("through is an id")
    return ids, through


def _is_id(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 < said <= _LARGEST_ID
