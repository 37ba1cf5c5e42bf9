"""What goes along with a report: the file that was asked for, or a picture that says it faster."""

from dataclasses import dataclass

from vocero.conversation import filing
from vocero.conversation.filing import Draft
from vocero.conversation.said import Media, Said
from vocero.conversation.turn import Turn
from vocero.conversation.window import Window
from vocero.errors import NothingToDrawError, TooLargeError
from vocero.metrics.answer import Answer
from vocero.people.links import TWILIO
from vocero.rendering.sentences import say
from vocero.reports.trend import LEAST_DAYS
from vocero.storage.shelf import Kind, Stored
from vocero.telemetry import logger

KINDS: tuple[Kind, ...] = ("pdf", "xlsx", "csv", "chart")
_SHOWS = frozenset({"twilio", "rest"})
"""Doors that show a picture; a terminal does not."""
_ALWAYS = frozenset({"comparison", "ranking", "drivers", "forecast"})
_NEVER = frozenset({"booking"})
_SENT = frozenset({"pdf", "xlsx", "chart"})
"""What WhatsApp takes as media; CSV goes as a link (Twilio, "Guidance on WhatsApp Media")."""
_log = logger("files")


@dataclass(frozen=True, slots=True)
class Wish:
    """A file for an answer (None: it would hold too much), and whether the person asked for it."""

    draft: Draft | None
    asked: bool


def wanted(said: Said) -> Kind | None:
    """Give the format that was named."""
    named = said.first("format")
    return next((kind for kind in KINDS if kind == named), None)


def wish(turn: Turn, data: Window, answer: Answer, kind: Kind | None) -> Wish | None:
    """Decide what goes along, and read what it needs while the window is open."""
    if not turn.person.may("export"):
        return None
    if kind is not None:
        try:
            return Wish(filing.drafted(data, answer, kind, least_days=2), asked=True)
        except TooLargeError:
            return Wish(None, asked=True)
    if not _worth_a_picture(turn, answer):
        return None
    return Wish(filing.drafted(data, answer, "chart", least_days=LEAST_DAYS), asked=False)


def _worth_a_picture(turn: Turn, answer: Answer) -> bool:
    """Tell whether a picture comes by itself: over two weeks, comparisons, rankings, reasons."""
    kind = answer.question.kind
    shown = turn.said.door in _SHOWS and turn.person.pictures
    if not shown or answer.empty or kind in _NEVER or answer.position is not None:
        return False
    return kind in _ALWAYS or answer.period.days >= LEAST_DAYS


def attach(turn: Turn, wish: Wish | None) -> list[str]:
    """Put the file along and give the lines that name it; () of them for a picture by itself."""
    if wish is None:
        return []
    language = turn.reader.language
    if wish.draft is None:
        return [say(language, "error", TooLargeError.key)]
    try:
        stored = filing.filed(turn, wish.draft)
    except (NothingToDrawError, TooLargeError) as fault:
        return [say(language, "error", fault.key)] if wish.asked else []
    except OSError:
        _log.exception("file not written", reference=turn.reference, kind=wish.draft.kind)
        return [say(language, "file", "failed", reference=turn.reference)] if wish.asked else []
    return _handed_over(turn, stored, asked=wish.asked)


def _handed_over(turn: Turn, stored: Stored, *, asked: bool) -> list[str]:
    """Send what the channel takes, and name the link where it does not."""
    links, language = turn.office.links, turn.reader.language
    by_media = stored.kind in _SENT
    turn.stored = stored
    if turn.said.door == "twilio" and by_media:
        url = links.make(stored.token, stored.name, TWILIO)
        turn.media = Media(url, picture=stored.kind == "chart")
        return [_line(turn, stored, "sent")] if asked else []
    link = links.make(stored.token, stored.name, turn.person.person_id)
    if turn.said.door == "rest" and by_media:
        turn.media = Media(link, picture=stored.kind == "chart")
    if not asked:
        return []
    return [_line(turn, stored, "line"), link, say(language, "file", "lasts")]


def _line(turn: Turn, stored: Stored, key: str) -> str:
    language = turn.reader.language
    return say(language, "file", key, kind=say(language, "file", stored.kind),
               size=turn.reader.size(stored.size))  # fmt: skip
