"""The reception of the admin API: a body of bounded size, who calls, and whether they may.

The person is whom the bearer token speaks for, their level the database's at each call.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from vocero.api import problems
from vocero.api.bearer import spoken_for
from vocero.api.problems import ProblemError
from vocero.mailroom.bot import Answers
from vocero.people import directory
from vocero.people.administration import Hand
from vocero.people.audit import Entry, record
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.telemetry import logger, reference

LARGEST = 256 * 1024
"""Bytes of a body: an audience of ten thousand ids fits."""
DOOR = "api"
REFUSALS = problems.described(401, 403, 404, 409, 413, 422, 503)
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT",
                     description="as `vocero token +52155…` prints it")  # fmt: skip
_log = logger("api")


class Reception:
    """What every resource stands behind."""

    def __init__(self, settings: Settings, database: Database, bot: Answers) -> None:
        self.settings, self._database, self.bot = settings, database, bot

    def routes(self, prefix: str, tag: str) -> APIRouter:
        """Give an empty router whose every refusal is a problem document."""
        return APIRouter(prefix=prefix, tags=[tag], responses=REFUSALS, route_class=self._door())

    def open(self) -> AbstractContextManager[sa.Connection]:
        """Open a transaction; raises UnavailableError, TooSlowError."""
        return self._database.writing()

    def needs(self, capability: str) -> Callable[..., Person]:
        """Let in whoever has a capability by now; a refusal is in the audit log.

        Raises ProblemError 401 and 403.
        """

        def admitted(request: Request, _: Any = Depends(_bearer)) -> Person:
            phone = spoken_for(self.settings, request)
            with self.open() as connection:
                person = None if phone is None else directory.find(connection, phone)
                if person is None:
                    raise ProblemError(401)
                allowed = person.may(capability)
                if not allowed:
                    record(connection, person, Entry(
                        reference(), DOOR, "call", "refused", capability=capability))  # fmt: skip
            if not allowed:
                raise ProblemError(403)
            return person

        return admitted

    def _door(self) -> type[APIRoute]:
        settings = self.settings

        class Door(APIRoute):
            """Looks at the token and the size before anything is read, and answers refusals."""

            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                """Wrap the handler."""
                handle = super().get_route_handler()

                async def guarded(request: Request) -> Response:
                    try:
                        if spoken_for(settings, request) is None:
                            raise ProblemError(401)
                        await _bounded(request)
                        return await handle(request)
                    except Exception as fault:  # noqa: BLE001 — the caller gets a reference
                        return _answer(request, fault)

                return guarded

        return Door


def hand(person: Person) -> Hand:
    """Give the hand that a caller has here."""
    return Hand(person, DOOR)


def whose(caller: Person, person_id: int | None) -> int | None:
    """Say whose are listed: one's own, or for who administers people anyone's, or None for all.

    Raises ProblemError 403.
    """
    if caller.may("people"):
        return person_id
    if person_id not in {None, caller.person_id}:
        raise ProblemError(403)
    return caller.person_id


def _answer(request: Request, fault: Exception) -> Response:
    try:
        return problems.of(request, fault)
    except Exception:  # noqa: BLE001 — whatever it is, it has a reference
        code = reference()
        _log.exception("call failed", reference=code)
        return problems.response(request, 500, detail=code)


async def _bounded(request: Request) -> None:
    """Read the body, no more than is taken; the handler finds it read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise ProblemError(413)
    request._body = body
