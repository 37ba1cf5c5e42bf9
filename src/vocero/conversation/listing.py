"""An open list: its next lines, and one of its lines opened ("más", "la segunda", "2")."""

import calendar
import datetime as dt
from dataclasses import replace

from vocero.conversation import choices
from vocero.conversation.memory import Listing
from vocero.conversation.reporting import report
from vocero.conversation.turn import Turn
from vocero.conversation.window import Window, window
from vocero.metrics.answer import Row
from vocero.rendering import answers, bookings, parts
from vocero.rendering.sentences import say
from vocero.reports import bookings as booking_reports
from vocero.reports import desk
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question


def more(turn: Turn) -> str:
    """Show the next lines of the open list, or open one of its lines."""
    question, listing = turn.memory.question, turn.memory.listing
    if question is None or listing is None:
        return _nothing_open(turn)
    wanted = choices.position(turn.said, listing.shown)
    if wanted is not None:
        return _open(turn, question, listing, wanted)
    return _next(turn, question, listing)


def _next(turn: Turn, question: Question, listing: Listing) -> str:
    """Ask the question again and show what comes after the lines that were shown."""
    turn.capability, scope = desk.permitted(turn.person, question)
    turn.scope = str(scope)
    with window(turn, scope) as data:
        lines, count, turn.choices = _lines(turn, data, question, listing)
    turn.first_choice = listing.shown + 1
    if not lines:
        return say(turn.reader.language, "answer", "no_more")
    turn.memory = replace(turn.memory, listing=replace(listing, shown=listing.shown + count))
    return answers.fitting("\n".join(lines))


def _lines(
    turn: Turn, data: Window, question: Question, listing: Listing
) -> tuple[list[str], int, tuple[str, ...]]:
    """Give the next lines, how many of the list they show, and their names to tap."""
    if listing.of == "bookings":
        asked = data.asking(question)
        page = booking_reports.listing(
            asked, booking_reports.basis(asked), limit=booking_reports.PAGE, offset=listing.shown
        )
        titles = tuple(line.booking_ref for line in page)
        return bookings.listed(turn.reader, page, listing.shown), len(page), titles
    answer = data.answer(question)
    left = len(answer.rows) - listing.shown
    if left <= 0:
        return [], 0, ()
    reader = turn.reader.paying(answer.rate)
    titles = parts.numbered(reader, answer, listing.shown)
    return parts.rows(reader, answer, listing.shown), min(parts.LINES, left), titles


def _open(turn: Turn, question: Question, listing: Listing, wanted: int) -> str:
    """Ask the last question again for just one of its lines."""
    _, scope = desk.permitted(turn.person, question)
    with window(turn, scope) as data:
        narrowed = _one(data, question, listing, wanted)
    if narrowed is None:
        return say(turn.reader.language, "answer", "no_more")
    return report(turn, narrowed)


def _one(data: Window, question: Question, listing: Listing, wanted: int) -> Question | None:
    """Give the question about line `wanted` (1-based), or None when there is no such line."""
    if listing.of == "bookings":
        asked = data.asking(question)
        lines = booking_reports.listing(
            asked, booking_reports.basis(asked), limit=1, offset=wanted - 1
        )
        return Question("booking", booking_ref=lines[0].booking_ref) if lines else None
    rows = data.answer(question).rows
    return _narrowed(question, rows[wanted - 1]) if wanted <= len(rows) else None


def _narrowed(question: Question, row: Row) -> Question | None:
    dimension = question.dimension or ("status" if question.kind == "bookings" else "agent")
    if isinstance(row.key, dt.date):
        stretch = _within(_stretch(row.key, dimension), question.period)
        return replace(question, dimension=None, period=stretch)
    if row.key is None or row.name is None:
        return None
    if dimension == "status":
        return replace(question, dimension=None, statuses=(str(row.key),))
    kind = "sales" if question.kind in {"ranking", "comparison"} else question.kind
    member = Member(dimension, row.key, row.name)
    alone = replace(question, kind=kind, dimension=None, count=None)
    return desk.settled(alone).narrowed(member)


def _stretch(first: dt.date, dimension: str) -> Period:
    """Give the whole day, week or month that a line of a breakdown stands for."""
    if dimension == "month":
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Period(first, last, "month")
    if dimension == "week":
        return Period(first, first + dt.timedelta(days=6), "week")
    return Period(first, first, "day")


def _within(stretch: Period, whole: Period | None) -> Period:
    """Cut a week or month at the ends of the list's own period, as its line was."""
    if whole is None or (whole.start <= stretch.start and stretch.end <= whole.end):
        return stretch
    start, end = max(stretch.start, whole.start), min(stretch.end, whole.end)
    if whole.to_date and start == stretch.start:
        return Period(start, end, stretch.unit, to_date=True)
    return Period(start, end)


def _nothing_open(turn: Turn) -> str:
    language = turn.reader.language
    example = say(language, "example", "sales" if turn.person.may("sales") else "bookings")
    return say(language, "talk", "nothing_open", example=example)
