"""Which runs of a series are odd: the oddest is taken out, then the next, until nothing is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from vocero.forecasting.history import Flags, History, Values
from vocero.forecasting.ranges import WEEK, measured
from vocero.forecasting.scales import usual, view
from vocero.forecasting.windows import LENGTHS, SETTLED, STEP, Indices, Search, Windows

_PASSES = 3
"""How often the ranges are measured, each time without what was found so far."""
_MOST = 60
_AROUND = 15
_FLOOR = 0.15
"""A day's noise is never less than that of such a part of a usual day."""
_FLAT = 1e-9
_SELDOM = 1 / 7
"""A series with less than such a share of days with something on them has no usual day."""
Run = tuple[int, int]


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
    for day in normal:
        series.search.take_out(int(day), int(day) + 1, odd=False)
    for _ in range(_PASSES):
        if not series.searched():
            break
    return [odd for odd in series.found() if odd.strength >= 1]


class _Series:
    """One series while it is searched; `unit` is what 1 on its standardised scale is worth."""

    def __init__(self, history: History, windows: Windows, unit: float) -> None:
        known = history.known
        seen = view(known, "raw", negative=True).seen.astype(np.float64)
        self._kept = history.kept[: history.past]
        self._windows = windows
        self._unit = unit
        self.search = Search(windows, seen)
        self._level = np.ones(len(known))
        if not history.negative:
            self._level = _levels(known - unit * self.search.alone(), usual(known))
        self._noise = windows.spread(self._level)

    def searched(self) -> bool:
        """Measure the ranges and take out whatever is outside; tell whether anything was."""
        windows = self._windows
        self._ranges = measured(windows, self.search.changes() / self._noise)
        up, down = self._ranges.alarm[windows.size].T
        before = len(self.search.runs)
        for _ in range(_MOST):
            change = self.search.changes() / self._noise
            beyond = np.abs(change) / np.where(change > 0, up, down)
            at = int(np.argmax(beyond))
            if beyond[at] <= 1:
                break
            self.search.take_out(int(windows.start[at]), int(windows.stop[at]), odd=True)
        return len(self.search.runs) > before

    def found(self) -> Iterator[Oddity]:
        """Give what was taken out: shifts, and shorter runs, each day under what it comes to.

        A shorter run that touches a shift of its sign is part of it.
        """
        effects, covariance = self.search.effects()
        inside, long = self._days()
        shifts, shorter = inside @ (effects * long), inside @ (effects * ~long)
        for run, single in _put_together(shifts, shorter):
            days = slice(*run)
            mine = ~long if single else np.ones(len(long), bool)
            off = (shorter if single else shifts)[days]
            counts = inside[days].sum(axis=0) * mine
            deviation = np.sqrt(counts @ covariance @ counts * self._level[days].mean())
            side = 0 if off.sum() > 0 else 1
            size = min(int(np.searchsorted(LENGTHS, len(off))), STEP)
            half = float(self._ranges.holding[size, side] * deviation)
            yield Oddity(self._kept[days], self._unit * off, self._unit * half)

    def _days(self) -> tuple[Flags, Flags]:
        """Tell which kept days (rows) each odd run has, and which runs are a week or longer."""
        start, stop = self.search.runs.T
        # What lasts until the end is odd until it has settled.
        ends = np.where(stop == self._windows.past, np.minimum(stop, start + SETTLED), stop)
        day = np.arange(self._windows.past)[:, None]
        return (start <= day) & (day < ends) & self.search.odd, ends - start >= WEEK


def _levels(expected: Values, usual_: float) -> Values:
    """Give about how much each day has, by what is usual: noise grows with its root.

    A day that is expected to be high, as a holiday, is taken at its own height.
    """
    sizes = np.abs(expected)
    around = pd.Series(sizes).rolling(_AROUND, center=True, min_periods=3).median().to_numpy()
    return np.asarray(np.maximum(np.maximum(around, sizes) / usual_, _FLOOR))


def _put_together(shifts: Values, shorter: Values) -> Iterator[tuple[Run, bool]]:
    """Give the runs of one sign, and whether each is of the shorter ones alone.

    `shifts` gets the shorter ones that touch one of its sign.
    """
    alone = []
    for start, stop in _runs(shorter):
        near = shifts[max(start - 1, 0) : stop + 1]
        if (near * shorter[start] > 0).any():
            shifts[start:stop] += shorter[start:stop]
        else:
            alone.append((start, stop))
    yield from ((run, False) for run in _runs(shifts))
    yield from ((run, True) for run in alone)


def _runs(profile: Values) -> list[Run]:
    edges = np.flatnonzero(np.diff(np.sign(profile), prepend=0, append=0))
    return [(int(start), int(stop)) for start, stop in pairwise(edges) if profile[start] != 0]
