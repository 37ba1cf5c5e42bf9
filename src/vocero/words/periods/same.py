"""The same stretch, earlier: the same day last year, this month a year ago."""

from collections.abc import Sequence
from datetime import date, timedelta

from vocero.words.periods import calendar, relative
from vocero.words.periods.period import Moment, Period, Unit
from vocero.words.periods.terms import Day, Mark, Term, UnitWord, Year


def same(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Give today's counterpart in an earlier year, month or week, or None."""
    match terms:
        case [Mark("same"), UnitWord(unit, many=False), *rest] if rest:
            return _counterpart(unit, rest, moment.today)
        case [Mark("same"), Mark("period"), *rest] if rest:
            return _period(rest, moment.today)
        case [*rest, Mark("same"), UnitWord(unit, many=False)] if rest:
            return _counterpart(unit, rest, moment.today)
        case [*rest, Mark("same"), Mark("period")] if rest:
            return _period(rest, moment.today)
        case [Mark("this"), UnitWord(unit, many=False), *rest] if rest:
            return _counterpart(unit, rest, moment.today)
        case [UnitWord(unit, many=False), Mark("to_date"), *rest] if rest:
            return _to_date(unit, rest, moment.today)
        case [*rest, Mark("to_date")] if rest:
            found = relative.shift(rest)
            past = found is not None and found[0] != "weekend" and found[1] < 0
            return _to_date(found[0], rest, moment.today) if found and past else None
        case [Mark("to_date"), Day(0)] | [Day(0), Mark("to_date")]:
            return calendar.unit_around(moment.today, "day")
        case [Day(offset), *rest] | [*rest, Day(offset)] if rest:
            return _counterpart("day", rest, moment.today + timedelta(days=offset))
    return None


def _counterpart(unit: Unit, terms: Sequence[Term], today: date) -> Period | None:
    day = _earlier(terms, today)
    return calendar.unit_around(day, unit) if day else None


def _to_date(unit: Unit, terms: Sequence[Term], today: date) -> Period | None:
    """Give the unit of an earlier date, from its start to that date: "YTD last year"."""
    day = _earlier(terms, today)
    return Period(calendar.unit_around(day, unit).start, day) if day else None


def _period(terms: Sequence[Term], today: date) -> Period | None:
    day = _earlier(terms, today)
    if day is None:
        return None
    found = relative.shift(terms)
    unit: Unit = found[0] if found else "year"
    return Period(calendar.unit_around(day, unit).start, day)


def _earlier(terms: Sequence[Term], today: date) -> date | None:
    match terms:
        case [Year(year)] | [UnitWord("year"), Year(year)]:
            return calendar.moved(today, years=year - today.year)
    found = relative.shift(terms)
    if found is None or found[1] == 0 or found[0] == "weekend":
        return None
    unit, steps = found
    if unit in calendar.MONTHS_IN:
        return calendar.moved(today, months=steps * calendar.MONTHS_IN[unit])
    return today + timedelta(days=steps * 7) if unit == "week" else None
