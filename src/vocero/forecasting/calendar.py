"""What a calendar says about days: holidays by name and what lies around them, paydays, bridges."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import holidays
import numpy as np
import numpy.typing as npt
from dateutil.easter import easter

Floats = npt.NDArray[np.float32]
Days = npt.NDArray[np.datetime64]

FAR = 10
"""Days from a holiday beyond which it is no longer counted how many."""
_AROUND = 3
_EASTER_TRAVELS = frozenset(
    "AR BO BR CL CO CR CU DO EC ES GT HN MX NI PA PE PR PT PY SV UY VE".split()  # noqa: SIM905 — a list of countries reads best as words
)
"""Countries that travel in Semana Santa, and in the two weeks before it book for it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Features of N days.

    `common` (N × 8) is what any holiday, bridge, long weekend, and the ends and the middle of a
    month have in common; `named` (N × k) is each holiday by itself, with three days around it, and
    each day of Christmas. `until`, `since` are days to the next and from the last holiday, at most
    ten; `which` is 0 or the number of a holiday's name.
    """

    common: Floats
    named: Floats
    until: npt.NDArray[np.int64]
    since: npt.NDArray[np.int64]
    which: npt.NDArray[np.int64]


def known_country(country: str | None) -> bool:
    """Tell whether there is a calendar of holidays for an ISO 3166 code."""
    return country in holidays.list_supported_countries()


@lru_cache(maxsize=256)
def named_holidays(
    country: str | None, year: int, language: str | None = None
) -> Mapping[dt.date, str]:
    """Give a year's public holidays by date; {} for an unknown country.

    The names are in the language ("es", "en") where the calendar knows it, else in its own.
    """
    if not known_country(country):
        return {}
    calendar = holidays.country_holidays(country, years=year)
    wanted = {"en": "en_US"}.get(language or "", language)
    if wanted in calendar.supported_languages:
        calendar = holidays.country_holidays(country, years=year, language=wanted)
    return {day: name.split(" (")[0].split(";")[0] for day, name in sorted(calendar.items())}


def calendar(days: Days, country: str | None) -> Calendar:
    """Work out the features of consecutive days; a country without a calendar has no holidays."""
    first, last = days[0].astype(dt.date), days[-1].astype(dt.date)
    dates = {
        day: name
        for year in range(first.year - 1, last.year + 2)
        for day, name in named_holidays(country, year).items()
    }
    found = _Columns(len(days), first)
    for day, name in dates.items():
        _holiday(found, day, name)
    if country in _EASTER_TRAVELS:
        for year in range(first.year - 1, last.year + 2):
            _easter(found, easter(year))
    _december(found, days)
    until, since, which = _nearest(dates, first, len(days))
    return Calendar(_common(found, days), _named(found), until, since, which)


class _Columns:
    """Columns by name, made as they are needed."""

    def __init__(self, length: int, first: dt.date) -> None:
        self.length = length
        self.first = first
        self.common: dict[str, Floats] = {}
        self.named: dict[str, Floats] = {}

    def put(self, columns: dict[str, Floats], name: str, day: dt.date, value: float = 1.0) -> None:
        at = (day - self.first).days
        if 0 <= at < self.length:
            columns.setdefault(name, np.zeros(self.length, np.float32))[at] += value


def _holiday(found: _Columns, day: dt.date, name: str) -> None:
    def common(kind: str, offset: int) -> None:
        found.put(found.common, kind, day + dt.timedelta(days=offset))

    common("holiday", 0)
    common("eve", -1)
    common("after", 1)
    if day.weekday() in {1, 3}:
        common("bridge", -1 if day.weekday() == 1 else 1)
    if day.weekday() in {0, 4}:
        for offset in (-1, -2) if day.weekday() == 0 else (1, 2):
            common("long weekend", offset)
    for offset in range(-_AROUND, _AROUND + 1):
        strength = 1.0 if offset == 0 else 0.8 * 0.6 ** (abs(offset) - 1)
        found.put(found.named, f"{name} {offset}", day + dt.timedelta(days=offset), strength)


def _easter(found: _Columns, sunday: dt.date) -> None:
    """Mark the three weeks before Easter and the one after, and each day of Holy Week."""
    for offset in range(-21, 8):
        day = sunday + dt.timedelta(days=offset)
        found.put(found.named, f"easter week {offset // 7}", day, 0.7)
        if -8 <= offset <= 2:
            found.put(found.named, f"easter day {offset}", day)


def _december(found: _Columns, days: Days) -> None:
    """Mark each day from 20 December to 6 January: what they do does not follow the weekday."""
    month, day = _parts(days)
    for which, start, end in ((12, 20, 31), (1, 1, 6)):
        for number in range(start, end + 1):
            on = (month == which) & (day == number)
            if on.any():
                found.named[f"day {which}-{number}"] = on.astype(np.float32)


def _parts(days: Days) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the month and the day of the month."""
    months = days.astype("datetime64[M]")
    return months.astype(np.int64) % 12 + 1, (days - months).astype(np.int64) + 1


def _common(found: _Columns, days: Days) -> Floats:
    months = days.astype("datetime64[M]")
    day = _parts(days)[1]
    left = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - days).astype(np.int64) - 1
    empty = np.zeros(len(days), np.float32)
    kinds = ("holiday", "eve", "after", "bridge", "long weekend")
    columns = [found.common.get(kind, empty) for kind in kinds]
    columns += [np.exp(-(day - 1) / 2.0), np.exp(-left / 2.0), np.exp(-np.abs(day - 15) / 1.5)]
    return np.stack(columns, axis=1).astype(np.float32)


def _named(found: _Columns) -> Floats:
    if not found.named:
        return np.zeros((found.length, 0), np.float32)
    return np.stack(list(found.named.values()), axis=1)


def _nearest(
    dates: Mapping[dt.date, str], first: dt.date, length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    which = np.zeros(length, np.int64)
    if not dates:
        far = np.full(length, FAR, np.int64)
        return far, far, which
    names = sorted(set(dates.values()))
    for day, name in dates.items():
        if 0 <= (day - first).days < length:
            which[(day - first).days] = names.index(name) + 1
    at = np.sort(np.array([(day - first).days for day in dates], np.int64))
    here = np.arange(length)
    after = np.searchsorted(at, here)
    until = np.where(after < len(at), at[np.minimum(after, len(at) - 1)] - here, FAR)
    before = np.searchsorted(at, here, side="right") - 1
    since = np.where(before >= 0, here - at[np.maximum(before, 0)], FAR)
    return np.minimum(until, FAR), np.minimum(since, FAR), which
