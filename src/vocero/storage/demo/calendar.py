"""How many bookings a day expects: weekday, season, holidays, trend, promotions, anomalies."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from dateutil.easter import easter

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

BASE = 52.0
_WEEKDAY = np.array([0.95, 0.90, 0.93, 1.00, 1.14, 1.18, 0.90])
_GROWTH_A_YEAR = 0.06
_FIRST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A planted exception: its days, and what it multiplies."""

    first: dt.date
    last: dt.date
    bookings: float = 1.0
    cancellations: float = 1.0


def anomalies(end: dt.date) -> tuple[Anomaly, Anomaly, Anomaly]:
    """Give the three planted anomalies, all in the calendar year before `end`.

    A web outage (two days at a fifth), a one-day rush (2.6 ×), a storm that cancels trips.
    """
    year = end.year - 1
    return (
        Anomaly(dt.date(year, 2, 18), dt.date(year, 2, 19), bookings=0.2),
        Anomaly(dt.date(year, 6, 9), dt.date(year, 6, 9), bookings=2.6),
        Anomaly(dt.date(year, 10, 6), dt.date(year, 10, 8), bookings=0.6, cancellations=6.0),
    )


def promotions(year: int) -> tuple[tuple[dt.date, dt.date, float], ...]:
    """Give a year's two promotions as first day, last day, factor: Hot Sale and Buen Fin."""
    may = dt.date(year, 5, 25)
    hot_sale = may + dt.timedelta(days=(0 - may.weekday()) % 7)
    november = dt.date(year, 11, 14)
    buen_fin = november + dt.timedelta(days=(4 - november.weekday()) % 7)
    return (
        (hot_sale, hot_sale + dt.timedelta(days=6), 1.45),
        (buen_fin, buen_fin + dt.timedelta(days=3), 1.70),
    )


def expected(days: Days) -> Floats:
    """Give the expected number of bookings of each day, before promotions and anomalies."""
    dates = [d.astype(dt.date) for d in days]
    day_of_year = np.array([d.timetuple().tm_yday for d in dates], dtype=np.float64)
    weekday = np.array([d.weekday() for d in dates])
    years = np.array([d.year for d in dates]) - _FIRST_YEAR + day_of_year / 365.25
    angle = 2 * np.pi * day_of_year / 365.25
    season = 1 + 0.10 * np.cos(angle - 0.35) + 0.13 * np.cos(2 * (angle - 0.25))
    return np.asarray(
        BASE
        * (1 + _GROWTH_A_YEAR * (years - 5))
        * season
        * _WEEKDAY[weekday]
        * np.array([_holiday(d) for d in dates])
    )


def intensity(days: Days, end: dt.date) -> Floats:
    """Give the expected number of bookings of each day, everything included."""
    level = expected(days)
    for year in range(int(str(days[0])[:4]), int(str(days[-1])[:4]) + 1):
        for first, last, factor in promotions(year):
            level[within(days, first, last)] *= factor
    for anomaly in anomalies(end):
        level[within(days, anomaly.first, anomaly.last)] *= anomaly.bookings
    return level


def promoted(days: Days) -> npt.NDArray[np.bool_]:
    """Tell for each day whether a promotion runs."""
    flags = np.zeros(len(days), dtype=bool)
    years = days.astype("datetime64[Y]").astype(int) + 1970
    for year in np.unique(years):
        for first, last, _factor in promotions(int(year)):
            flags |= within(days, first, last)
    return flags


def within(days: Days, first: dt.date, last: dt.date) -> npt.NDArray[np.bool_]:
    """Tell for each day whether it lies between two dates, both included."""
    return (days >= np.datetime64(first)) & (days <= np.datetime64(last))


def _holiday(day: dt.date) -> float:
    """Give the factor of Semana Santa, summer, Christmas and the turn of the year."""
    to_easter = (easter(day.year) - day).days
    if 0 <= to_easter <= 7:
        return 1.55
    if 7 < to_easter <= 21:
        return 1.25
    if (day.month == 7 and day.day >= 8) or (day.month == 8 and day.day <= 15):
        return 1.22
    if (day.month == 12 and 16 <= day.day <= 30) or (day.month == 1 and day.day <= 4):
        return 1.40
    return 0.55 if (day.month, day.day) in {(12, 25), (1, 1)} else 1.0
