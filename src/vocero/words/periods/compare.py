"""What a period is compared with, and its dates a year earlier."""

from datetime import date, timedelta

from vocero.words.periods import calendar
from vocero.words.periods.holidays import holiday
from vocero.words.periods.period import Period


def compared_with(period: Period, today: date) -> Period:
    """Give the period that this one is measured against.

    A day has the same weekday a week earlier; a unit to date the same number of days of the
    unit before; a whole unit the one before; a holiday last year's; a free range the days
    before it; a period that has not begun the same dates last year.
    """
    if period.unit == "holiday" and period.name:
        return _length_of(period, holiday(period.name, period.start.year - 1))
    if period.start > today:
        return same_last_year(period)
    if period.unit == "day":
        return calendar.unit_around(period.start, "day", -7)
    if period.unit in ("range", "holiday"):
        length = timedelta(days=period.days)
        return Period(period.start - length, period.start - timedelta(days=1))
    before = calendar.unit_around(period.start, period.unit, -1)
    return _length_of(period, before)


def _length_of(period: Period, before: Period) -> Period:
    if not period.to_date:
        return before
    end = min(before.start + timedelta(days=period.days - 1), before.end)
    return Period(before.start, end, before.unit, name=before.name)


def same_last_year(period: Period) -> Period:
    """Give the same dates one year back; 29 February becomes the 28th.

    The unit stays where the new dates are one (March 2025, the 5th), else it is a range.
    """
    start = calendar.moved(period.start, years=-1)
    end = calendar.moved(period.end, years=-1)
    if period.unit == "holiday" and period.name:
        before = holiday(period.name, start.year)
        return before if (before.start, before.end) == (start, end) else Period(start, end)
    if period.unit in ("range", "holiday"):
        return Period(start, end)
    unit = calendar.unit_around(start, period.unit)
    return unit if (unit.start, unit.end) == (start, end) else Period(start, end)
