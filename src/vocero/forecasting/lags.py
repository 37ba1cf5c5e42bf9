"""What was known on a day of its past: levels, the last same weekdays, last year's same day."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from vocero.forecasting.history import History, Values
from vocero.forecasting.scales import usual

YEAR = 364
"""A year in whole weeks, so that a weekday meets its like."""
_SPIKE = 5.0
"""A day counts at most so many times what a very good day was: one spike must not be a level."""
Positions = npt.NDArray[np.int64]


class Lags:
    """Running levels of a history, by the position of the last known day.

    `level` is the mean of four weeks, never near zero, by which all other features are divided.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        values = history.values.copy()
        values[~history.open[: history.n]] = np.nan
        highest = max(_SPIKE * float(np.nanquantile(np.abs(values), 0.98)), usual(history.known))
        values = np.clip(values, -highest, highest)
        size = np.nanmean(np.abs(values)) or 1.0
        self.level = np.maximum(_mean(np.abs(values), 28, 7), 0.02 * size)
        self.week = _mean(values, 7, 1)
        self.quarter = _mean(values, 91, 14)
        self.same = np.stack([self._weekdays(values, day) for day in range(7)])
        self.around = pd.Series(values).rolling(7, center=True, min_periods=3).mean().to_numpy()

    def _weekdays(self, values: Values, day: int) -> Values:
        """Give, for a weekday: the mean of its last four, the median of nine, the last (n × 3)."""
        mine = np.flatnonzero((self.history.weekday[: self.history.n] == day) & ~np.isnan(values))
        last = values[mine]
        columns = np.stack([_last(last, 4, np.mean), _last(last, 9, np.median), last], axis=1)
        latest = np.searchsorted(mine, np.arange(self.history.n), side="right")
        return np.concatenate([np.full((1, 3), np.nan), columns])[latest]

    def features(self, known: Positions, wanted: Positions) -> list[Values]:
        """Give the features of days `wanted`, as of days `known`, a column each."""
        level, weekday = self.level[known], self.history.weekday[wanted]
        same = (self.same[weekday, known] / level[:, None]).T
        columns = [*same, self.week[known] / level,
                   self.quarter[known] / level]  # fmt: skip
        return columns + self._last_year(known, wanted)

    def _last_year(self, known: Positions, wanted: Positions) -> list[Values]:
        """Give last year's same day, and the week around it, by last year's level."""
        if self.history.n < YEAR + 56:
            return []
        then = np.clip(wanted - YEAR, 0, self.history.n - 1)
        level = self.level[np.maximum(known - YEAR, 0)]
        far = known - YEAR >= 14
        values = self.history.values
        return [np.where(far, source[then] / level, np.nan) for source in (values, self.around)]


def _last(values: Values, most: int, of: Callable[..., Values]) -> Values:
    """Give the mean or the median of so many values up to each, or of as many as there are."""
    first = np.array([of(values[: end + 1]) for end in range(min(most - 1, len(values)))])
    if len(values) < most:
        return first
    return np.concatenate([first, of(sliding_window_view(values, most), axis=1)])


def _mean(values: Values, days: int, least: int) -> Values:
    running = pd.Series(values).rolling(days, min_periods=least).mean()
    return np.asarray(running.ffill().bfill().fillna(0.0).to_numpy(np.float64))
