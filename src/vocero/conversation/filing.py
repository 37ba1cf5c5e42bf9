"""An answer becomes a file: written once for each question, scope and version of the data."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from vocero.conversation.turn import Turn
from vocero.conversation.window import Window
from vocero.errors import NothingToDrawError, TooLargeError
from vocero.metrics.answer import Answer
from vocero.rendering.charts.choosing import picture
from vocero.rendering.charts.drawing import png
from vocero.rendering.documents.delimited import csv_bytes
from vocero.rendering.documents.document import Document, document
from vocero.rendering.documents.page import pdf_bytes
from vocero.rendering.documents.workbook import xlsx_bytes
from vocero.rendering.titles import file_name
from vocero.reports import bookings
from vocero.reports.trend import Trend, trend
from vocero.storage.shelf import Kind, Label, Stored
from vocero.words.question import to_json

MOST_BOOKINGS = 100_000
"""Rows of one file; more of them weigh more than WhatsApp takes."""
_MEGABYTE = 1024 * 1024
LARGEST: Mapping[Kind, int] = {
    "chart": 5 * _MEGABYTE, "pdf": 16 * _MEGABYTE, "xlsx": 16 * _MEGABYTE, "csv": 16 * _MEGABYTE,
}  # fmt: skip
"""Bytes that WhatsApp takes of a picture and of a document (Twilio, article on media limits)."""
_LISTED = frozenset({"xlsx", "csv", "pdf"})
_DRAWN = frozenset({"chart", "pdf"})


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that a file needs from the data; `version` names the data, None when unsure."""

    kind: Kind
    answer: Answer
    trend: Trend | None
    version: str | None


def drafted(data: Window, answer: Answer, kind: Kind, least_days: int) -> Draft:
    """Read what a file needs: the course over time for pictures, all bookings for lists.

    Raises TooLargeError for more bookings than a file holds.
    """
    course = trend(answer, data.answer, least_days) if kind in _DRAWN else None
    if answer.question.kind == "bookings" and kind in _LISTED and not answer.question.dimension:
        answer = _listed(data, answer)
    fresh = data.fresh
    version = f"{fresh.version}/{answer.computed_at}" if fresh.certain else None
    return Draft(kind, answer, course, version)


def _listed(data: Window, answer: Answer) -> Answer:
    """Give the answer with every booking that it counts."""
    if (answer.figures[0].value or 0) > MOST_BOOKINGS:
        raise TooLargeError
    asked = data.asking(answer.question)
    lines = bookings.listing(asked, answer.basis or "created_on", limit=MOST_BOOKINGS)
    return replace(answer, bookings=lines)


def filed(turn: Turn, draft: Draft) -> Stored:
    """Give the file, from the shelf where it lies already.

    Raises NothingToDrawError, TooLargeError, and OSError when the disk does not take it.
    """
    shelf, database = turn.office.shelf, turn.office.database
    label = _label(turn, draft)
    with database.writing() as connection:
        kept = shelf.find(connection, label.digest)
    if kept is not None:
        return kept
    content = _WRITTEN[draft.kind](turn, draft)
    if len(content) > LARGEST[draft.kind]:
        raise TooLargeError
    with database.writing() as connection:
        return shelf.put(connection, label, content)


def _label(turn: Turn, draft: Draft) -> Label:
    """Say what the file is; only a page names its reader, so only a page is each reader's own."""
    answer, reader = draft.answer, turn.reader
    question = to_json(answer.question)
    known = {
        "kind": draft.kind, "question": question, "scope": answer.scope.whole,
        "level": turn.person.level, "locale": str(reader.locale), "zone": reader.zone,
        "version": draft.version or secrets.token_hex(8),
        "person": turn.person.person_id if draft.kind != "chart" else None,
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    ending = "png" if draft.kind == "chart" else draft.kind
    name = file_name(reader, answer, ending)
    return Label(digest, draft.kind, name, question, answer.scope.whole)


def _picture(turn: Turn, draft: Draft) -> bytes:
    return png(picture(turn.reader, draft.answer, draft.trend))


def _page(turn: Turn, draft: Draft) -> bytes:
    drawn: bytes | None = None
    try:
        drawn = _picture(turn, draft)
    except NothingToDrawError:
        drawn = None
    return pdf_bytes(_document(turn, draft), drawn)


def _document(turn: Turn, draft: Draft) -> Document:
    company = turn.office.settings.company_name
    return document(turn.reader, draft.answer, turn.person, company)


_WRITTEN: Mapping[Kind, Callable[[Turn, Draft], bytes]] = {
    "chart": _picture,
    "pdf": _page,
    "xlsx": lambda turn, draft: xlsx_bytes(_document(turn, draft)),
    "csv": lambda turn, draft: csv_bytes(_document(turn, draft)),
}
