"""The rules in their order: the first one that reads all the terms decides."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from vocero.words.periods import calendar, ranges, relative
from vocero.words.periods.names import name, part_of
from vocero.words.periods.period import Lean, Moment, Period, Unit
from vocero.words.periods.recurring import Recurring, bare, current, previous, upcoming
from vocero.words.periods.same import same
from vocero.words.periods.terms import (
    Exact,
    Mark,
    Month,
    Number,
    Ordinal,
    Term,
    UnitWord,
    Weekday,
    Year,
)

_LONGEST = 14


def read(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Give the period that all the terms together say, cut at today where it must be."""
    return _read(tuple(terms), moment) if 0 < len(terms) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(terms: tuple[Term, ...], moment: Moment) -> Period | None:
    match terms:
        case [UnitWord("week", many=False) | Mark("period"), Mark("since"), _, *_]:
            return read([terms[0], *terms[2:]], moment)
        case [Mark("period"), _, *_]:
            return read(terms[1:], moment)
        case [Mark("this"), Mark("last" | "next"), *_] | [
            Mark("this"),
            _,
            Mark("last" | "next", leads=False),
        ]:
            # "this coming Friday", "este lunes pasado": the second word decides.
            return read(terms[1:], moment)
    try:
        return (
            same(terms, moment)
            or _week_of(terms, moment)
            or _counted_inside(terms, moment)
            or _cut(whole(terms, moment), moment.today)
            or relative.stretch(terms, moment)
            or ranges.read(terms, moment, whole)
        )
    except (OverflowError, ValueError):
        # The words lead outside the years that a date can have.
        return None


def _cut(period: Period | None, today: date) -> Period | None:
    return calendar.cut(period, today) if period else None


def whole(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Give the full unit or date that the terms name or tell, not cut at today."""
    match terms:
        case []:
            return None
        case [Exact(period)]:
            return period
        case [Year(year)] | [UnitWord("year"), Year(year)]:
            return calendar.months(year, 1, 12, "year")
        case [UnitWord("year"), Number(year, width=2)]:
            return calendar.months(2000 + year, 1, 12, "year")
        case [UnitWord("day" | "month"), Exact()]:
            return whole(terms[1:], moment)
    return (
        relative.whole(terms, moment.today)
        or _with_year(terms, moment)
        or _chosen(terms, moment)
        or _inside(terms, moment)
    )


def _chosen(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read a name without a year, alone or with last, this, next."""
    today = moment.today
    match terms:
        case [Mark(word), *rest] if rest and (named := name(rest)):
            return _by_word(word, named, today)
        case [*rest, Mark(word, leads=False)] if rest and (named := name(rest)):
            return _by_word(word, named, today)
    named = name(terms)
    return bare(named, moment) if named else None


def _by_word(word: str, named: Recurring, today: date) -> Period | None:
    if word in ("last", "before_last"):
        return previous(named, today, back=2 if word == "before_last" else 1)
    if word == "next":
        return upcoming(named, today)
    return current(named, today) if word == "this" else None


def _with_year(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read a name with its year, in either order."""
    for place in range(len(terms) - 1, 0, -1):
        head, tail = terms[:place], terms[place:]
        for words, years in ((head, tail), (tail, head)):
            year = _year(years, moment, before=words if years is tail else ())
            named = name(words) if year is not None else None
            if named and named.beat == "year" and year is not None:
                return named.at(year)
    return None


def _year(terms: Sequence[Term], moment: Moment, before: Sequence[Term]) -> int | None:
    match terms:
        case [Year(year)] | [UnitWord("year"), Year(year)]:
            return year
        case [Number(value, width=2, of=of)] if before:
            return 2000 + value if _reads_as_year(before, value, moment, of=of) else None
    found = relative.shift(terms)
    if found and found[0] == "year":
        return moment.today.year + found[1]
    return None


def _reads_as_year(before: Sequence[Term], value: int, moment: Moment, *, of: bool) -> bool:
    """Tell whether the two digits after a name are its year: "Q3 25", "mar 26", "marzo del 25"."""
    match before:
        case [Month(_, style, dated)] | [UnitWord("month"), Month(_, style, dated)]:
            if of or value > 31:
                return True
            close = 20 <= value <= moment.today.year % 100 + 1
            return style != "en" and not dated and close
    return True


def _inside(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read a part of a longer period: the first quarter of last year, Monday of last week."""
    match terms:
        case [Ordinal(number), UnitWord(unit, many=False), *rest] if rest:
            container = whole(rest, moment)
            return part_of(container, unit, number) if container else None
        case [Weekday(weekday), *rest] | [*rest, Weekday(weekday)] if rest:
            return _weekday_in(weekday, rest, moment)
        case [Mark("last"), UnitWord("week" | "day" as unit, many=False), *rest] if rest:
            return _last_inside(whole(rest, moment), 1, calendar.DAYS_IN[unit])
        case [Number(1), UnitWord("month")]:
            return None
        case [Number(day) | Ordinal(day), *rest] if rest:
            return _day_inside(whole(rest, moment), day)
        case [UnitWord("day"), Number(day) | Ordinal(day), *rest] if rest:
            return _day_inside(whole(rest, moment), day)
    return None


def _weekday_in(weekday: int, terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read a weekday of a week, or one that a date says again: "lunes 14"."""
    if all(isinstance(term, Mark) for term in terms):
        return None
    other: Lean = "past" if moment.lean == "future" else "future"
    for lean in (moment.lean, other):
        found = whole(terms, Moment(moment.today, lean))
        if found and found.unit == "week":
            return calendar.unit_around(found.start + timedelta(days=weekday), "day")
        if found and found.days == 1 and found.start.weekday() == weekday:
            return found
    return None


def _day_inside(month: Period | None, day: int) -> Period | None:
    if month is None or month.unit != "month":
        return None
    return calendar.day_of(month.start.year, month.start.month, day)


def _last_inside(container: Period | None, many: int, size: int) -> Period | None:
    if container is None or not 0 < many * size <= container.days or container.days <= size:
        return None
    start = container.end - timedelta(days=many * size - 1)
    return Period(start, container.end, "day" if many * size == 1 else "range")


def _counted_inside(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read the first or last so many days, weeks or months of a longer period."""
    match terms:
        case [Ordinal(1) | Mark("first" | "last") as end, Number(many), UnitWord(unit), *rest] | [
            Number(many),
            Ordinal(1) | Mark("first" | "last") as end,
            UnitWord(unit),
            *rest,
        ] if rest:
            container = whole(rest, moment)
        case _:
            return None
    if container is None:
        return None
    at_end = isinstance(end, Mark) and end.name == "last"
    if unit in ("day", "week"):
        size = many * calendar.DAYS_IN[unit]
        if at_end:
            return _last_inside(container, size, 1)
        last = container.start + timedelta(days=size - 1)
        return Period(container.start, last) if size and last <= container.end else None
    if unit not in calendar.MONTHS_IN or not 0 < many * calendar.MONTHS_IN[unit] <= 12:
        return None
    moves = calendar.MONTHS_IN[unit] * many
    if at_end:
        start = calendar.moved(container.end + timedelta(days=1), months=-moves)
        return Period(start, container.end) if start >= container.start else None
    last = calendar.moved(container.start, months=moves) - timedelta(days=1)
    return Period(container.start, last) if last <= container.end else None


def _week_of(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Read the week that holds a date, or the week with an ISO number: whole, never cut."""
    match terms:
        case [UnitWord("week", many=False), Number(number, of=False), *rest]:
            return _iso_week(number, rest, moment) or _holding(terms[1:], moment)
        case [UnitWord("week" | "weekend" as unit, many=False), _, *_]:
            return _holding(terms[1:], moment, unit)
        case [Ordinal(number), UnitWord("week", short=True), *rest] if number <= 2:
            return _cut(whole([Ordinal(number), UnitWord("half"), *rest], moment), moment.today)
    return None


def _holding(terms: Sequence[Term], moment: Moment, unit: Unit = "week") -> Period | None:
    day = whole(terms, moment)
    single = day is not None and day.days == 1
    if day is None or not single or relative.shift(terms) is not None:
        return None
    return calendar.unit_around(day.start, unit)


def _iso_week(number: int, rest: Sequence[Term], moment: Moment) -> Period | None:
    def at(year: int) -> Period | None:
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return calendar.unit_around(monday, "week")

    if not rest:
        return bare(Recurring("year", at), moment)
    year = _year(rest, moment, before=(UnitWord("week"),))
    return at(year) if year is not None else None
