"""Names without a year: months, dates, weekdays, quarters, quincenas, holidays."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from vocero.words.periods import calendar
from vocero.words.periods.holidays import holiday
from vocero.words.periods.period import Period, Unit
from vocero.words.periods.recurring import Recurring
from vocero.words.periods.terms import (
    Code,
    DayMonth,
    Month,
    Named,
    Number,
    Ordinal,
    Term,
    UnitWord,
    Weekday,
)

_PARTS_OF_YEAR: dict[Unit, int] = {"month": 12, "bimester": 6, "quarter": 4, "half": 2}


def name(terms: Sequence[Term]) -> Recurring | None:
    """Give what the terms name, whichever its year, or None when they name nothing.

    "Month number" is read as a day here ("March 15"); whether the number is rather a year is
    for the reader of years to decide first.
    """
    match terms:
        case (
            [UnitWord("month", many=False), Month(), *_]
            | [UnitWord("day", many=False), Number() | Ordinal() | Weekday() | DayMonth(), *_]
            | [UnitWord("quarter" | "half", many=False), Code()]
        ):
            return _name(terms[1:])
    return _name(terms)


def _name(terms: Sequence[Term]) -> Recurring | None:
    match terms:
        case [Month(month)]:
            return _yearly(lambda year: calendar.months(year, month, 1, "month"))
        case [Weekday(weekday)]:
            return _weekly(weekday, weekday, "day")
        case [UnitWord("weekend", many=False)]:
            return _weekly(5, 6, "weekend")
        case [Named(key)]:
            return _yearly(lambda year: holiday(key, year))
        case [Code(unit, number)] | [Ordinal(number), UnitWord(unit, many=False)]:
            return _part(unit, number)
        case [UnitWord(unit), Number(number) | Ordinal(number)] if unit != "day":
            return _part(unit, number)
    return _date(terms) or _fortnight_in_month(terms)


def _date(terms: Sequence[Term]) -> Recurring | None:
    match terms:
        case [Number(day) | Ordinal(day), Month(month)] | [
            Month(month),
            Number(day) | Ordinal(day),
        ]:
            return _yearly(lambda year: calendar.day_of(year, month, day))
        case [DayMonth(day, month)]:
            return _yearly(lambda year: calendar.day_of(year, month, day))
        case [Number(day, width)] if 1 <= day <= 31 and (width or day > 1):
            # "one" stands for anything, "quince" for a day.
            return day_of_month(day)
        case [Ordinal(day, width)] if width or day > 6:
            # "el segundo" is a line of a list, "the 2nd" a day.
            return day_of_month(day)
    return None


def day_of_month(day: int) -> Recurring:
    """Give the day that comes back every month that has it."""
    return Recurring("month", lambda beat: calendar.day_of(beat // 12, beat % 12 + 1, day))


def _fortnight_in_month(terms: Sequence[Term]) -> Recurring | None:
    match terms:
        case [Ordinal(which), UnitWord("fortnight" | "half", many=False), Month(month)] | [
            UnitWord("fortnight"),
            Number(which) | Ordinal(which),
            Month(month),
        ] if which in (1, 2):
            return _yearly(lambda year: calendar.fortnight(year, month, which))
    return None


def _part(unit: Unit, number: int) -> Recurring | None:
    if unit == "fortnight" and number in (1, 2):
        return Recurring(
            "month", lambda beat: calendar.fortnight(beat // 12, beat % 12 + 1, number)
        )
    if unit not in _PARTS_OF_YEAR or unit == "month" or not 1 <= number <= _PARTS_OF_YEAR[unit]:
        return None
    size = calendar.MONTHS_IN[unit]
    return _yearly(lambda year: calendar.months(year, (number - 1) * size + 1, size, unit))


def part_of(container: Period, unit: Unit, number: int) -> Period | None:
    """Give the numbered unit inside a longer period: the 2nd quarter of a year."""
    if unit == "half" and container.unit == "month":
        unit = "fortnight"
    if unit == "week":
        return _week_of(container, number)
    if unit in ("weekend", "holiday", "range") or number < 1 or container.unit == unit:
        return None
    found = calendar.unit_around(container.start, unit, number - 1)
    inside = container.start <= found.start and found.end <= container.end
    return found if inside else None


def _week_of(container: Period, number: int) -> Period | None:
    # Weeks of a month are counted in sevens from its 1st, as its "first 5 days" are.
    first = container.start + timedelta(days=7 * (number - 1))
    last = first + timedelta(days=6)
    return Period(first, last) if number >= 1 and last <= container.end else None


def _yearly(at: Callable[[int], Period | None]) -> Recurring:
    return Recurring("year", at)


def _weekly(first: int, last: int, unit: Unit) -> Recurring:
    def at(beat: int) -> Period:
        monday = date.fromordinal(beat * 7 + 1)
        return Period(monday + timedelta(days=first), monday + timedelta(days=last), unit)

    return Recurring("week", at)
