"""Explicit ranges: from one point to another, since a point, until a point."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from vocero.words.periods import calendar
from vocero.words.periods.names import name
from vocero.words.periods.period import Moment, Period
from vocero.words.periods.recurring import Recurring, bare, first, latest
from vocero.words.periods.terms import (
    Day,
    Mark,
    Month,
    Number,
    Ordinal,
    Term,
    UnitWord,
    Weekday,
    Year,
)

Read = Callable[[Sequence[Term], Moment], Period | None]


def read(terms: Sequence[Term], moment: Moment, whole: Read) -> Period | None:
    """Give the range that the terms say; `whole` reads a period without cutting it."""
    terms = _unwrapped(terms)
    match terms:
        case [Mark("between"), *rest]:
            return _split(rest, ("and", "to", "dash"), moment, whole)
        case [Mark("until"), *rest]:
            return _until(rest, moment, whole)
        case [Mark("end_of"), UnitWord(many=False)] | [UnitWord(many=False), Mark("end_of")]:
            # "fin de mes" alone is a stretch only for those who look ahead.
            return _until(terms, moment, whole) if moment.lean == "future" else None
        case [Mark("rest_of"), UnitWord(unit, many=False)]:
            return _through(moment.today, calendar.unit_around(moment.today, unit).end)
        case [Mark("since"), *rest] | [*rest, Mark("since")]:
            found = _split(rest, ("to", "until", "dash"), moment, whole)
            return found or _since(rest, moment, whole)
        case [first, *rest, Mark("to_date")] if not isinstance(first, Mark):
            return _to_date([first, *rest], moment, whole)
    return _split(terms, ("to", "until", "dash"), moment, whole)


def _unwrapped(terms: Sequence[Term]) -> Sequence[Term]:
    # "la semana del 12 al 18 de agosto" says the week only in passing.
    match terms:
        case [UnitWord("week" | "day", many=_), Number() | Ordinal(), Mark("to" | "dash"), *_]:
            return terms[1:]
    return terms


def _since(terms: Sequence[Term], moment: Moment, whole: Read) -> Period | None:
    match terms:
        case [Mark("start_of"), UnitWord(unit, many=False)] | [
            Mark("start_of"),
            Mark("this"),
            UnitWord(unit, many=False),
        ]:
            return calendar.cut(calendar.unit_around(moment.today, unit), moment.today)
        case [Mark("start_of"), *rest]:
            terms = rest
        case [*rest, Mark("to_date")] if rest:
            terms = rest
    start = whole(_counted(terms), Moment(moment.today, "past"))
    return _through(start.start, moment.today) if start else None


def _to_date(terms: Sequence[Term], moment: Moment, whole: Read) -> Period | None:
    found = whole(terms, Moment(moment.today, "past"))
    if found and found.start <= moment.today <= found.end:
        return calendar.cut(found, moment.today)
    return _since(terms, moment, whole)


def _until(terms: Sequence[Term], moment: Moment, whole: Read) -> Period | None:
    end = _end(terms, Moment(moment.today, "future"), whole)
    if end is None:
        return None
    bare_month = isinstance(terms[0], Month) and len(terms) == 1
    if bare_month and moment.lean == "past" and end.year > moment.today.year:
        # "hasta agosto", asked in September, looks back: it is no stretch from today.
        return None
    return _through(moment.today, end) if list(terms) != [Day(0)] else None


def _end(terms: Sequence[Term], moment: Moment, whole: Read) -> date | None:
    match terms:
        case [Mark("end_of"), *rest] | [*rest, Mark("end_of")] if rest:
            terms = rest
        case [Mark("end_of"), Mark("this"), UnitWord(unit, many=False)]:
            return calendar.unit_around(moment.today, unit).end
        case [UnitWord(unit, many=False)] if unit != "weekend":
            return None
    found = whole(terms, moment)
    return found.end if found else None


def _through(start: date, end: date) -> Period | None:
    return Period(start, end) if start <= end else None


def _split(
    terms: Sequence[Term], marks: tuple[str, ...], moment: Moment, whole: Read
) -> Period | None:
    places = [i for i, term in enumerate(terms) if isinstance(term, Mark) and term.name in marks]
    if len(places) != 1 or not 0 < places[0] < len(terms) - 1:
        return None
    left, right = terms[: places[0]], terms[places[0] + 1 :]
    if Mark("end_of") in (right[0], right[-1]):
        start, end = whole(left, moment), _end(right, moment, whole)
        return _through(start.start, end) if start and end else None
    return _between(*_completed(left, right), moment, whole)


def _completed(
    left: Sequence[Term], right: Sequence[Term]
) -> tuple[Sequence[Term], Sequence[Term]]:
    """Lend the month said at one end to the other: "1 al 15 de marzo", "March 1 to 15"."""
    match left, right:
        case [Number(a) | Ordinal(a)], [Number(b) | Ordinal(b), Month(m), *_]:
            month = m if a <= b else (m - 2) % 12 + 1
            return [Number(a), Month(month, "en")], right
        case [Number(a) | Ordinal(a)], [Month(m), Number(b) | Ordinal(b), *_]:
            month = m if a <= b else (m - 2) % 12 + 1
            return [Number(a), Month(month, "en")], right
        case [Number(a) | Ordinal(a), Month(m)] | [Month(m), Number(a) | Ordinal(a)], [
            Number(b) | Ordinal(b),
            *rest,
        ] if not rest or isinstance(rest[0], Year):
            month = m if a <= b else m % 12 + 1
            return left, [Number(b), Month(month, "en"), *rest]
        case [Number() | Ordinal() as a], [Number() | Ordinal() as b, *rest] if rest:
            return [a, *rest], [b, *rest]
    return _counted(left), _counted(right)


def _counted(terms: Sequence[Term]) -> Sequence[Term]:
    # "del uno al quince": at the end of a range even "one" is a day.
    match terms:
        case [Number(day) | Ordinal(day)]:
            return [Number(day, 1)]
    return terms


def _between(
    left: Sequence[Term], right: Sequence[Term], moment: Moment, whole: Read
) -> Period | None:
    start, end = _point(left, moment, whole), _point(right, moment, whole)
    if start is None or end is None:
        return None
    if isinstance(start, Period):
        if isinstance(end, Period):
            return _through(start.start, end.end)
        return _from(start, end)
    if isinstance(end, Period):
        # Dates at the end hold for the start as well, even in the future; "mañana" does not.
        tied = not any(isinstance(term, Day | Mark) for term in right)
        limit = end.start if tied else min(end.start, moment.today)
        found = latest(start, limit, lambda one: one.start <= limit)
        return _through(found.start, end.end) if found else None
    return _pair(start, end, moment, strictly=_weekdays(left, right))


def _weekdays(left: Sequence[Term], right: Sequence[Term]) -> bool:
    return isinstance(left[0], Weekday) and isinstance(right[0], Weekday)


def _pair(start: Recurring, end: Recurring, moment: Moment, *, strictly: bool) -> Period | None:
    begun = bare(start, Moment(moment.today, "past"))
    past = _from(begun, end, strictly=strictly) if begun else None
    if moment.lean == "past" or (past and past.end >= moment.today):
        return past
    coming = bare(start, Moment(moment.today, "future"))
    return _from(coming, end, strictly=strictly) if coming else None


def _from(start: Period, end: Recurring, *, strictly: bool = False) -> Period | None:
    least = start.start + timedelta(days=1 if strictly else 0)
    found = first(end, start.start, lambda one: one.start >= least and one.end >= start.end)
    return _through(start.start, found.end) if found else None


def _point(terms: Sequence[Term], moment: Moment, whole: Read) -> Period | Recurring | None:
    match terms:
        case [Month(), Number(width=2, of=True)]:
            # "marzo del 27" says its year.
            return whole(terms, moment)
    return name(terms) or whole(terms, moment)
