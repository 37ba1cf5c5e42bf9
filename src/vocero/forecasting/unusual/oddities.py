"""Which runs of a series are odd: the oddest is taken out, then the next, until nothing is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocero.forecasting.history import History, Values
from vocero.forecasting.scales import usual, view
from vocero.forecasting.unusual.joining import inside, put_together, rejoined
from vocero.forecasting.unusual.ranges import WEEK, Ranges, measured
from vocero.forecasting.unusual.windows import LENGTHS, SETTLED, STEP, Indices, Search, Windows

_PASSES = 3
"""How often the ranges are measured, each time without what was found so far."""
_MOST = 60
_SIMPLER = 0.05
"""Of two that are as odd the shorter is it: three low days, rather than a high month before."""
_AROUND = 15
_FLOOR = 0.15
"""A day's noise is never less than that of such a part of a usual day."""
_FLAT = 1e-9
_SELDOM = 1 / 7
"""A series with less than such a share of days with something on them has no usual day."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Known days `at` (positions in the history), by how much each is `off`, and the half-width
    `half` of the range that holds what such days are off together."""

    at: Indices
    off: Values
    half: float

    @property
    def strength(self) -> float:
        """By how many half-widths the days are off together."""
        return abs(float(self.off.sum())) / self.half


def oddities(history: History, windows: Windows, normal: Indices) -> list[Oddity]:
    """Find the odd runs of a history, of which none is learned from, nor from days `normal`."""
    known = history.known
    zero, one = view(known, "raw", negative=True).back(np.array([0, 1], np.float32))
    if one - zero <= _FLAT * np.abs(known).max() or (known != 0).mean() < _SELDOM:
        return []
    series = _Series(history, windows, float(one - zero))
    found = series.searched(normal)
    return [odd for odd in found if odd.strength >= 1]


class _Series:
    """One series while it is searched; `unit` is what 1 on its standardised scale is worth."""

    def __init__(self, history: History, windows: Windows, unit: float) -> None:
        known = history.known
        seen = view(known, "raw", negative=True).seen.astype(np.float64)
        self._kept = history.kept[: history.past]
        self._windows = windows
        self._unit = unit
        self._search = Search(windows, seen)
        self._level = np.ones(len(known))
        if not history.negative:
            self._level = _levels(known - unit * self._search.alone(), usual(known))
        self._noise = windows.spread(self._level)

    def searched(self, normal: Indices) -> Iterator[Oddity]:
        """Take out the days `normal`, then what is odd; give the latter, put together."""
        runs = [(int(day), int(day) + 1) for day in normal]
        for run in runs:
            self._search.take_out(*run)
        for _ in range(_PASSES):
            ranges = measured(self._windows, self._search.changes() / self._noise)
            found = list(self._odd(ranges))
            runs += found
            if not found:
                break
        if len(runs) == len(normal):
            return iter(())
        taken = rejoined(self._search, np.array(runs, np.int64), self._windows.past)
        return self._told(taken, len(normal), ranges)

    def _odd(self, ranges: Ranges) -> Iterator[tuple[int, int]]:
        """Take out the run that is farthest beyond its range, again and again."""
        windows = self._windows
        up, down = ranges.alarm[windows.size].T
        simple = np.minimum(windows.stop - windows.start, max(LENGTHS)) ** -_SIMPLER
        for _ in range(_MOST):
            change = self._search.changes() / self._noise
            beyond = np.abs(change) / np.where(change > 0, up, down)
            at = int(np.argmax(np.where(beyond > 1, beyond * simple, 0.0)))
            if beyond[at] <= 1:
                return
            run = int(windows.start[at]), int(windows.stop[at])
            self._search.take_out(*run)
            yield run

    def _told(self, runs: Indices, normal: int, ranges: Ranges) -> Iterator[Oddity]:
        """Tell of all runs but the first ones, which are normal."""
        effects, covariance = self._search.effects(runs)
        # What lasts until the end is odd until it has settled.
        settled = np.where(runs[:, 1] == self._windows.past, runs[:, 0] + SETTLED, runs[:, 1])
        runs = np.stack([runs[:, 0], np.minimum(settled, runs[:, 1])], axis=1)
        days = inside(runs, self._windows.past)
        days[:, :normal] = False
        long = runs[:, 1] - runs[:, 0] >= WEEK
        for start, off in put_together(days @ (effects * long), days @ (effects * ~long)):
            mine = slice(start, start + len(off))
            counts = days[mine].sum(axis=0)
            deviation = np.sqrt(counts @ covariance @ counts * self._level[mine].mean())
            size = min(int(np.searchsorted(LENGTHS, len(off))), STEP)
            holding = ranges.holding[size, 0 if off.sum() > 0 else 1]
            half = float(self._unit * holding * deviation)
            yield Oddity(self._kept[mine], self._unit * off, half)


def _levels(expected: Values, usual_: float) -> Values:
    """Give about how much each day has, by what is usual: noise grows with its root.

    A day that is expected to be high, as a holiday, is taken at its own height.
    """
    sizes = np.abs(expected)
    around = pd.Series(sizes).rolling(_AROUND, center=True, min_periods=3).median().to_numpy()
    return np.asarray(np.maximum(np.maximum(around, sizes) / usual_, _FLOOR))
