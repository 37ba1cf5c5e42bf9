"""Refusals are RFC 9457 problem documents: a stable `code`, and a sentence in es or en."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from vocero.errors import (
    BadAddressError,
    ConflictError,
    ForbiddenError,
    MissingError,
    TooSlowError,
    UnavailableError,
    UnfitError,
    VoceroError,
)
from vocero.rendering.sentences import LANGUAGES, Language, say, texts

TYPE = "application/problem+json"
CODES: Mapping[int, str] = {
    400: "malformed", 401: "token", 403: "forbidden", 404: "not_found", 405: "method",
    409: "conflict", 413: "too_large", 415: "media_type", 422: "invalid", 500: "failed",
    503: "unavailable",
}  # fmt: skip
_WISH = re.compile(r"^\s*([a-z]{2})(?:-[a-z0-9-]*)?\s*(?:;.*)?$", re.IGNORECASE)


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str
    what: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457). `code` never changes; `title` is in es or en."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "type": "urn:vocero:problem:phone_taken", "title": "That number is somebody's already.",
        "status": 409, "detail": None, "instance": "/api/v1/people", "code": "phone_taken",
        "errors": [],
    }]})  # fmt: skip

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str
    code: str
    errors: list[Fault] = []


class ProblemError(Exception):
    """A refusal on its way out; `code` names a sentence of section `problem`."""

    def __init__(self, status: int, code: str | None = None, detail: str | None = None) -> None:
        self.status, self.code, self.detail = status, code or CODES[status], detail
        super().__init__(self.code)


def language(request: Request) -> Language:
    """Give the first language of Accept-Language that we speak; English without one."""
    for wish in request.headers.get("Accept-Language", "").split(","):
        found = _WISH.match(wish)
        for one in LANGUAGES:
            if found is not None and one == found[1].lower():
                return one
    return "en"


def response(
    request: Request, status: int, code: str | None = None, detail: str | None = None,
    errors: Sequence[Fault] = (), title: str | None = None,
) -> Response:  # fmt: skip
    """Give the document of a refusal."""
    named = code or CODES.get(status, "failed")
    problem = Problem(
        type=f"urn:vocero:problem:{named}", title=title or say(language(request), "problem", named),
        status=status, detail=detail, instance=request.url.path, code=named, errors=list(errors),
    )  # fmt: skip
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    headers = {"Retry-After": "1"} if status == 503 else headers
    return JSONResponse(problem.model_dump(), status, headers, TYPE)


def of(request: Request, fault: Exception) -> Response:
    """Give the document for an exception that is a refusal; raises any other again."""
    match fault:
        case ProblemError():
            return response(request, fault.status, fault.code, fault.detail)
        case RequestValidationError():
            return response(request, 422, errors=[_fault(one) for one in fault.errors()])
        case HTTPException():
            answer = response(request, fault.status_code)
            answer.headers.update(fault.headers or {})
            return answer
        case ForbiddenError():
            return response(request, 403)
        case MissingError():
            return response(request, 404)
        case ConflictError():
            return response(request, 409, str(fault.values["problem"]))
        case UnfitError():
            wrong = [Fault(where=f"body.{name}", what=str(fault.values["problem"]))
                     for name in [fault.values.get("field")] if name]  # fmt: skip
            return response(request, 422, str(fault.values["problem"]), errors=wrong)
        case BadAddressError():
            said = say(language(request), "address", fault.values["problem"])
            return response(request, 422, "address", title=said)
        case UnavailableError() | TooSlowError():
            return response(request, 503)
    raise fault


def install(app: FastAPI) -> None:
    """Let every refusal of the application be a problem document."""

    def handle(request: Request, fault: Exception) -> Response:
        return of(request, fault)

    for kind in (ProblemError, RequestValidationError, HTTPException, VoceroError):
        app.add_exception_handler(kind, handle)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe refusals for OpenAPI."""
    schema = {**Problem.model_json_schema()}
    definitions = schema.pop("$defs")
    schema["properties"]["errors"]["items"] = definitions["Fault"]
    return {
        status: {"description": texts("en")["problem"][CODES[status]],
                 "content": {TYPE: {"schema": schema}}}
        for status in statuses
    }  # fmt: skip


def _fault(error: Mapping[str, Any]) -> Fault:
    """Name what is wrong and where, without what was given: it may be personal."""
    where = ".".join(str(part)[:60] for part in error.get("loc", ()))
    return Fault(where=where.encode("utf-8", "replace").decode(), what=str(error.get("msg", "")))
