"""A history is one number a day: which days are known, which are closed, and what lies ahead."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vocero.forecasting.calendar import Calendar, Days, calendar

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_LOOKED_AT = 182
_EXCEPTIONS = 0.02
_CLOSED, _SELDOM, _LATELY = 0.93, 0.3, 8


@dataclass(frozen=True, slots=True)
class History:
    """n known days, the last one before the horizon, and the horizon's days after them.

    `values` has NaN where a day is unknown. `days`, `weekday` (0 is Monday) and `open` cover the
    history and the horizon, N days. `kept` are the positions that are modelled: open days, those
    of the past only where they are known.
    """

    values: Values
    days: Days
    weekday: npt.NDArray[np.int64]
    open: Flags
    kept: npt.NDArray[np.int64]
    calendar: Calendar

    @property
    def n(self) -> int:
        """How many days the history has."""
        return len(self.values)

    @property
    def horizon(self) -> int:
        """How many days lie ahead."""
        return len(self.days) - self.n

    @property
    def past(self) -> int:
        """How many of the kept days lie in the history."""
        return int(np.searchsorted(self.kept, self.n))

    @property
    def known(self) -> Values:
        """The values of the kept days of the history."""
        return self.values[self.kept[: self.past]]

    @property
    def negative(self) -> bool:
        """Whether days below zero are more than an exception (a correction, a chargeback)."""
        return bool((self.known < 0).mean() > _EXCEPTIONS)

    def since(self, days: int, horizon: int | None = None) -> "History":
        """Give the last so many days of it, and perhaps a shorter horizon."""
        first = max(self.n - days, 0)
        end = self.n + (self.horizon if horizon is None else min(horizon, self.horizon))
        inside = (self.kept >= first) & (self.kept < end)
        about = self.calendar
        return History(
            self.values[first:], self.days[first:end], self.weekday[first:end],
            self.open[first:end], self.kept[inside] - first,
            Calendar(about.common[first:end], about.named[first:end], about.until[first:end],
                     about.since[first:end], about.which[first:end]),
        )  # fmt: skip


def history(series: pd.Series, horizon: int, country: str | None, longest: int) -> History:
    """Take a daily series as a history; a gap in its index or a NaN is a day that is not known.

    A time zone is dropped: a day is a date. Raises ValueError for an empty series, one without a
    single number, dates that are not in order, or a horizon of less than a day.
    """
    if horizon < 1:
        raise ValueError("a forecast needs a horizon of at least one day")
    dates = _dates(series)
    if len(dates) == 0 or np.isnat(dates).any() or (np.diff(dates) <= np.timedelta64(0, "D")).any():
        raise ValueError("a history needs at least one day, and its days in order, each once")
    first = max(dates[0], dates[-1] - np.timedelta64(longest - 1, "D"))
    inside = dates >= first
    values = np.full(int((dates[-1] - first).astype(np.int64)) + 1, np.nan)
    values[(dates[inside] - first).astype(np.int64)] = series.to_numpy(dtype=np.float64)[inside]
    values[~np.isfinite(values)] = np.nan
    if np.isnan(values).all():
        raise ValueError("a history needs at least one number")
    days = first + np.arange(len(values) + horizon).astype("timedelta64[D]")
    weekday = (days.astype(np.int64) + 3) % 7
    open_ = ~np.isin(weekday, closed_weekdays(values, weekday[: len(values)]))
    if np.isnan(values[open_[: len(values)]]).all():
        open_[:] = True
    usable = open_.copy()
    usable[: len(values)] &= ~np.isnan(values)
    return History(values, days, weekday, open_, np.flatnonzero(usable), calendar(days, country))


def closed_weekdays(values: Values, weekday: npt.NDArray[np.int64]) -> list[int]:
    """List the weekdays on which nothing happens: none of half a year, or none of two months.

    A series that is nearly always zero has no closed days: it sells seldom.
    """
    recent, on = values[-_LOOKED_AT:], weekday[-_LOOKED_AT:]
    zero = recent == 0
    if len(recent) < 4 * 7 or zero.mean() > 1 - 1 / 7:
        return []
    closed = []
    for day in range(7):
        mine, others = zero[on == day], zero[on != day]
        lately = len(mine) >= _LATELY and mine[-_LATELY:].all() and others.mean() < _SELDOM
        if mine.mean() >= _CLOSED or lately:
            closed.append(day)
    return closed if len(closed) < 7 else []


def _dates(series: pd.Series) -> Days:
    index = pd.DatetimeIndex(series.index)
    days: Days = index.tz_localize(None).normalize().to_numpy().astype("datetime64[D]")
    return days
