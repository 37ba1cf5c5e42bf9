"""Periods told by their distance from today: this month, two weeks ago, the last 9 days."""

from collections.abc import Sequence
from datetime import date, timedelta

from vocero.words.periods import calendar
from vocero.words.periods.period import Moment, Period, Unit
from vocero.words.periods.terms import Day, Mark, Number, Term, UnitWord

_MOST = 1200


def shift(terms: Sequence[Term]) -> tuple[Unit, int] | None:
    """Give the unit and how many steps from the current one the terms say, or None."""
    match terms:
        case [UnitWord(unit, many=False)]:
            return unit, 0
        case (
            [Mark("this" | "to_date"), UnitWord(unit, many=False)]
            | [UnitWord(unit, many=False), Mark("this" | "to_date", leads=False)]
            | [Mark("this"), UnitWord(unit, many=False), Mark("this" | "to_date", leads=False)]
            | [Mark("to_date"), Mark("this"), UnitWord(unit, many=False)]
            | [Mark("this"), Mark("this"), UnitWord(unit, many=False)]
            | [Mark("start_of"), UnitWord(unit, many=False), Mark("to_date")]
        ):
            return unit, 0
        case [Mark("last"), UnitWord(unit, many=False)] | [
            UnitWord(unit, many=False),
            Mark("last", leads=False),
        ]:
            return unit, -1
        case [UnitWord(unit, many=False), Mark("one_before")]:
            return unit, -1
        case [Mark("before_last"), UnitWord(unit, many=False)] | [
            UnitWord(unit, many=False),
            Mark("before_last", leads=False),
        ]:
            return unit, -2
        case [Mark("next"), UnitWord(unit, many=False)] | [
            UnitWord(unit, many=False),
            Mark("next", leads=False),
        ]:
            return unit, 1
    return _ago(terms)


def _ago(terms: Sequence[Term]) -> tuple[Unit, int] | None:
    match terms:
        case [Mark("ago"), Number(steps), UnitWord(unit)] | [
            Number(steps),
            UnitWord(unit),
            Mark("ago"),
        ]:
            return _steps(unit, -steps)
        case [Mark("ago"), Number(steps), UnitWord(unit), Mark("ago")]:
            return _steps(unit, -steps)
        case [Mark("in"), Number(steps), UnitWord(unit)]:
            return _steps(unit, steps)
    return None


def _steps(unit: Unit, steps: int) -> tuple[Unit, int] | None:
    most = _MOST * (10 if unit == "day" else 1)
    return (unit, steps) if 0 < abs(steps) <= most else None


def whole(terms: Sequence[Term], today: date) -> Period | None:
    """Give the full calendar unit, or the day, that the terms tell."""
    match terms:
        case [Day(offset)]:
            return calendar.unit_around(today, "day", offset)
    found = shift(terms)
    if found is None or found == ("weekend", 0) or found == ("weekend", 1):
        # A weekend is chosen as a name is: the bare one may lie behind.
        return None
    return calendar.unit_around(today, *found)


def stretch(terms: Sequence[Term], moment: Moment) -> Period | None:
    """Give the last, or next, so many units counted from today."""
    match terms:
        case (
            [Mark("last"), Number(many), UnitWord(unit)]
            | [Number(many), Mark("last"), UnitWord(unit)]
            | [Number(many), UnitWord(unit), Mark("last", leads=False)]
        ):
            return last(many, unit, moment.today)
        case (
            [Mark("next"), Number(many), UnitWord(unit)]
            | [Number(many), Mark("next"), UnitWord(unit)]
            | [Number(many), UnitWord(unit), Mark("next", leads=False)]
        ):
            return following(many, unit, moment.today)
        case [Number(many), UnitWord(unit)]:
            count = following if moment.lean == "future" else last
            return count(many, unit, moment.today)
    return None


def last(many: int, unit: Unit, today: date) -> Period | None:
    """Give so many units that end today; months count from the same date so much earlier."""
    if not _countable(many, unit):
        return None
    if unit in calendar.DAYS_IN:
        return Period(today - timedelta(days=many * calendar.DAYS_IN[unit] - 1), today)
    before = calendar.moved(today, months=-many * calendar.MONTHS_IN[unit])
    return Period(before + timedelta(days=1), today)


def following(many: int, unit: Unit, today: date) -> Period | None:
    """Give so many units that start tomorrow."""
    if not _countable(many, unit):
        return None
    tomorrow = today + timedelta(days=1)
    if unit in calendar.DAYS_IN:
        return Period(tomorrow, today + timedelta(days=many * calendar.DAYS_IN[unit]))
    return Period(tomorrow, calendar.moved(today, months=many * calendar.MONTHS_IN[unit]))


def _countable(many: int, unit: Unit) -> bool:
    known = unit in calendar.DAYS_IN or unit in calendar.MONTHS_IN
    return known and 0 < many <= _MOST * (10 if unit == "day" else 1)
