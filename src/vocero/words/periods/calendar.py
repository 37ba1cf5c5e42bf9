"""Calendar arithmetic: the unit that holds a day, and the units before and after it."""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from vocero.words.periods.period import Period, Unit

MONTHS_IN: dict[Unit, int] = {"month": 1, "bimester": 2, "quarter": 3, "half": 6, "year": 12}
DAYS_IN: dict[Unit, int] = {"day": 1, "week": 7, "fortnight": 15}
CUT_AT_TODAY: frozenset[Unit] = frozenset({"week", "fortnight", "holiday", *MONTHS_IN})


def unit_around(day: date, unit: Unit, steps: int = 0) -> Period:
    """Give the full unit that holds the day, or the one so many steps after it."""
    if unit == "day":
        only = day + timedelta(days=steps)
        return Period(only, only, "day")
    if unit in ("week", "weekend"):
        monday = day + timedelta(days=7 * steps - day.weekday())
        first = monday + timedelta(days=5) if unit == "weekend" else monday
        return Period(first, monday + timedelta(days=6), unit)
    if unit == "fortnight":
        index = (day.year * 12 + day.month - 1) * 2 + (day.day > 15) + steps
        return fortnight(index // 24, index // 2 % 12 + 1, index % 2 + 1)
    size = MONTHS_IN[unit]
    index = (day.year * 12 + day.month - 1) // size + steps
    return months(index * size // 12, index * size % 12 + 1, size, unit)


def months(year: int, month: int, size: int, unit: Unit) -> Period:
    """Give the stretch of so many whole months that starts with the given one."""
    start = date(year, month, 1)
    return Period(start, start + relativedelta(months=size, days=-1), unit)


def fortnight(year: int, month: int, which: int) -> Period:
    """Give a quincena: the 1st to the 15th, or the 16th to the month's last day."""
    if which == 1:
        return Period(date(year, month, 1), date(year, month, 15), "fortnight")
    last = date(year, month, monthrange(year, month)[1])
    return Period(date(year, month, 16), last, "fortnight")


def day_of(year: int, month: int, day: int) -> Period | None:
    """Give the single day, or None when that month has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    only = date(year, month, day)
    return Period(only, only, "day")


def moved(day: date, *, months: int = 0, years: int = 0) -> date:
    """Move a date by months or years, clamped to the last day of the month it lands in."""
    return day + relativedelta(months=months, years=years)


def cut(period: Period, today: date) -> Period:
    """Cut a calendar unit that holds today at today; leave every other period whole."""
    if period.unit not in CUT_AT_TODAY or not period.start <= today <= period.end:
        return period
    if period.days == 1:
        return period
    return Period(period.start, today, period.unit, to_date=True, name=period.name)


def whole(period: Period) -> Period:
    """Give the full unit of a period that was cut at today; any other period as it is."""
    if not period.to_date:
        return period
    if period.unit == "holiday":
        return Period(period.start, period.start + timedelta(days=7), "holiday", name=period.name)
    return unit_around(period.start, period.unit)
