"""Files by signed link: `GET` and `HEAD /files/<signed>/<name>`.

Twilio fetches what it sends; a person's permission is looked at again each time they open a link.
"""

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse, Response
from pydantic import TypeAdapter

from vocero.errors import TooSlowError, UnavailableError, VoceroError
from vocero.people import directory
from vocero.people.links import PATH, LinkError, Links, Opened
from vocero.rendering.sentences import LANGUAGES, say
from vocero.reports import desk
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.storage.shelf import TYPES, Shelf, Stored
from vocero.telemetry import logger
from vocero.words.question import Question

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # fmt: skip
_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
_log = logger("files")


def router(settings: Settings, database: Database) -> APIRouter:
    """Give the route that links lead to."""
    routes = APIRouter(tags=["files"])
    shelf, links = Shelf(settings.shelf), Links(settings.link_secret, settings.address)

    @routes.get(PATH + "{signed}/{name}", response_model=None, operation_id="open_file")
    @routes.head(PATH + "{signed}/{name}", response_model=None, operation_id="look_at_file")
    def open_link(signed: str, name: str) -> Response:
        """Give the file, or a sentence that says why not: 403, 404, 410, 503."""
        del name
        try:
            opened = links.read(signed)
            stored = _found(database, shelf, opened)
        except LinkError as fault:
            return _refused(410 if fault.expired else 404, "expired" if fault.expired else "gone")
        except (UnavailableError, TooSlowError) as fault:
            return _refused(503, fault.key, "error")
        except VoceroError:
            return _refused(403, "not_allowed")
        if stored is None:
            return _refused(404, "gone")
        _log.info("file opened", kind=stored.kind, size=stored.size,
                  reader="person" if opened.person_id else "twilio")  # fmt: skip
        return FileResponse(
            shelf.path(stored.token), media_type=TYPES[stored.kind], headers=dict(_PRIVATE),
            filename=stored.name,
            content_disposition_type="attachment" if stored.kind in {"csv", "xlsx"} else "inline",
        )  # fmt: skip

    return routes


def _found(database: Database, shelf: Shelf, opened: Opened) -> Stored | None:
    """Find the file that a link names, if its reader may still see what is in it.

    Raises ForbiddenError when they may not, or see other rows or columns by now.
    """
    with database.writing() as connection:
        stored = shelf.open(connection, opened.token)
        if stored is None or opened.person_id is None:
            return stored
        person = directory.by_id(connection, opened.person_id)
    if person is None or not person.may("export"):
        raise VoceroError
    _, scope = desk.permitted(person, _QUESTION.validate_python(stored.question))
    if scope.whole != stored.scope:
        raise VoceroError
    return stored


def _refused(status: int, key: str, section: str = "file") -> Response:
    """Say why in both languages: whoever opens a link says nothing by which to choose one."""
    text = "\n".join(say(language, section, key) for language in LANGUAGES)
    return PlainTextResponse(text, status_code=status, headers=dict(_PRIVATE))
