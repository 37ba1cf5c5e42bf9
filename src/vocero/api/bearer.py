"""Who calls: the person of a bearer token, the same tokens that the bot's REST channel takes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import sqlalchemy as sa
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from vocero.api import problems
from vocero.errors import BadAddressError, TooSlowError, UnavailableError
from vocero.people import directory
from vocero.people.person import Person
from vocero.rendering.sentences import LANGUAGES, Language, say
from vocero.settings import Settings
from vocero.storage.engine import Database

LARGEST = 16 * 1024
"""Bytes of a body: a push subscription has under one thousand."""
REFUSALS = problems.described(400, 401, 413, 503)
_E164 = re.compile(r"\+[0-9]{7,15}")
Work = Callable[[sa.Connection, Person], Mapping[str, Any] | None]


class MalformedError(Exception):
    """A body that is not what is taken here; the message says why."""


class Desk:
    """Lets people in by `Authorization: Bearer <JWT>` (HS256 with VOCERO_REST_SECRET)."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database

    async def body(self, request: Request) -> bytes | Response:
        """Give a body of the size that is taken, from whoever has a token; or the refusal."""
        if spoken_for(self._settings, request) is None:
            return problems.response(request, 401)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return problems.response(request, 413)
        return body

    async def serve(self, request: Request, work: Work, status: int = 200) -> Response:
        """Do the work for the person who calls, in a thread; None is an answer without content."""
        phone = spoken_for(self._settings, request)
        try:
            done = None if phone is None else await run_in_threadpool(self._done, phone, work)
        except (UnavailableError, TooSlowError) as fault:
            return problems.of(request, fault)
        except MalformedError as fault:
            return problems.response(request, 400, detail=str(fault))
        if done is None:
            return problems.response(request, 401)
        found, said = done
        if isinstance(said, BadAddressError):
            title = say(self._language(found), "address", said.values["problem"])
            return problems.response(request, 400, "address", title=title)
        return Response(status_code=204) if said is None else JSONResponse(dict(said), status)

    def _done(
        self, phone: str, work: Work
    ) -> tuple[Person, Mapping[str, Any] | BadAddressError | None] | None:
        with self._database.writing() as connection:
            found = directory.find(connection, phone)
            if found is None:
                return None
            try:
                return found, work(connection, found)
            except BadAddressError as fault:
                return found, fault

    def _language(self, person: Person) -> Language:
        own = self._settings.company_language
        return next((one for one in LANGUAGES if one == person.language), own)


def spoken_for(settings: Settings, request: Request) -> str | None:
    """Give the number that a request's bearer token speaks for; None without a valid one."""
    secret = settings.rest_secret
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if secret is None or scheme.lower() != "bearer":
        return None
    try:
        claims = jwt.decode(
            token.strip(), secret.get_secret_value(), algorithms=["HS256"],
            options={"require": ["sub", "exp"]},
        )  # fmt: skip
    except (jwt.PyJWTError, UnicodeError):
        return None
    phone = str(claims["sub"])
    return phone if _E164.fullmatch(phone) else None
