"""Twilio's two doors: a message comes in, a status comes back. Stored first, answered at once."""

import asyncio
import re
from typing import Any

from fastapi import APIRouter, Request, Response

from vocero.errors import TooSlowError, UnavailableError
from vocero.mailroom.deliveries import Status
from vocero.mailroom.incoming import read
from vocero.mailroom.post_office import PostOffice
from vocero.mailroom.signature import HEADER, STATUS, WEBHOOK, Checker, MalformedError, fields_of
from vocero.settings import Settings
from vocero.telemetry import logger

LARGEST = 64 * 1024
"""Bytes of a form: a message has 1,600 characters, a few dozen fields and no files."""
PATIENCE = 8.0
"""Seconds for storing: Twilio gives up after fifteen and must hear of it."""
_TOKEN = re.compile(r"[0-9a-f]{32}")
_EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_FORM = "application/x-www-form-urlencoded"
_REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "not from Twilio, or not to us"},
    404: {"description": "no such message"},
    413: {"description": "too large"},
    415: {"description": "not a form"},
    503: {"description": "not stored: send it again"},
}
_BODY = {
    "requestBody": {"content": {_FORM: {"schema": {
        "type": "object", "additionalProperties": {"type": "string"},
        "properties": {name: {"type": "string"} for name in (
            "AccountSid", "MessageSid", "From", "To", "Body", "MessageStatus", "ErrorCode")},
    }}}},
    "parameters": [{"name": HEADER, "in": "header", "schema": {"type": "string"}}],
}  # fmt: skip
_log = logger("api")


def router(settings: Settings, office: PostOffice) -> APIRouter:
    """Give the routes that Twilio calls."""
    routes = APIRouter(tags=["Twilio"])
    checker = Checker(settings)
    _messages(routes, settings, office, checker)
    _statuses(routes, settings, office, checker)
    return routes


def _messages(routes: APIRouter, settings: Settings, office: PostOffice, checker: Checker) -> None:
    @routes.post(WEBHOOK, response_class=Response, responses=_REFUSALS, openapi_extra=_BODY)
    async def message(request: Request) -> Response:
        """Keep a message and answer with empty TwiML; the reply goes out by itself."""
        fields = await _genuine(request, checker, WEBHOOK)
        if isinstance(fields, Response):
            return fields
        try:
            async with asyncio.timeout(PATIENCE):
                await office.receive(read(fields, settings))
        except MalformedError as fault:
            return _refused(403, str(fault))
        except (UnavailableError, TooSlowError, TimeoutError):
            return _refused(503, "not stored")
        return Response(_EMPTY, media_type="text/xml")


def _statuses(routes: APIRouter, settings: Settings, office: PostOffice, checker: Checker) -> None:
    @routes.post(
        STATUS + "{token}", response_class=Response, responses=_REFUSALS, openapi_extra=_BODY
    )
    async def status(token: str, request: Request) -> Response:
        """Take what Twilio says of a message of ours."""
        if not _TOKEN.fullmatch(token):
            return _refused(404, "no such message")
        fields = await _genuine(request, checker, STATUS + token)
        if isinstance(fields, Response):
            return fields
        if fields.get("AccountSid") != settings.twilio_account_sid:
            return _refused(403, "another account")
        code = fields.get("ErrorCode", "")
        said = Status(
            token, fields.get("MessageSid", ""), fields.get("MessageStatus", ""),
            int(code) if re.fullmatch(r"[0-9]{1,9}", code) else None,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                await office.status(said)
        except (UnavailableError, TooSlowError, TimeoutError):
            return _refused(503, "not stored")
        return Response(status_code=204)


async def _genuine(request: Request, checker: Checker, path: str) -> "dict[str, str] | Response":
    """Give the fields of a genuine form, or the refusal."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _FORM:
        return _refused(415, "not a form")
    if request.scope.get("query_string"):
        return _refused(403, "a query was added")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return _refused(413, "too large")
    try:
        fields = dict(fields_of(body))
    except MalformedError as fault:
        return _refused(403, str(fault))
    if not checker.genuine(path, fields, request.headers.getlist(HEADER)):
        return _refused(403, "no valid signature")
    return fields


def _refused(status: int, why: str) -> Response:
    _log.warning("webhook refused", status=status, why=why)
    return Response(status_code=status)
