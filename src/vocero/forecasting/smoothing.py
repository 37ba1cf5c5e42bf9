"""Exponential smoothing: a level and weekdays that follow what comes, at many paces side by side.

This is Holt's and Winters' method without a trend, over values as they are, by root and by log,
with each surprise bounded so that no spike is a level (robust as in S. Gelper, R. Fried, C. Croux,
"Robust forecasting with exponential and Holt–Winters smoothing", 2010). All paces are one pass
over the days, and the states that it leaves behind hold every past day's forecast.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from vocero.forecasting.history import Flags, History, Values
from vocero.forecasting.presets import Scale
from vocero.forecasting.scales import SCALES, usual

_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
_WEEKDAYS = (0.01, 0.04, 0.12, 0.3)
_BOUND = 3.0
"""A surprise counts up to so many times the usual one."""
_USUAL_FOLLOWS, _LEAST_USUAL = 0.05, 0.02
_WARM = 42
"""Days that tell where levels and weekdays begin."""
_BELIEVED = 0.7
"""Six days of a weekday tell so much of its height."""
_HOLIDAY, _ON_HOLIDAYS = 0.75, 0.3
"""Holidays and the days beside them say little about the others."""
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Smoothing:
    """Levels and weekdays' heights after each of n known kept days, at P paces.

    `level[o]` is that after o days; `height` holds the weekdays', in the row that `latest[o, day]`
    names. `scales` are what paces look at, as many paces each.
    """

    level: Values
    height: Values
    latest: Positions
    weekday: Positions
    scales: tuple[Scale, ...]
    unit: float
    negative: bool

    def all(self, known: Positions, wanted: Positions) -> Values:
        """Forecast kept days `wanted` when so many were `known` (… × P), at all paces."""
        row = self.latest[known, self.weekday[wanted]]
        seen = self.level[known] + self.height[row]
        each = np.split(seen, len(self.scales), axis=-1)
        found = np.concatenate(
            [SCALES[scale][1](part) for scale, part in zip(self.scales, each, strict=True)], axis=-1
        )
        found *= self.unit
        return found if self.negative else np.maximum(found, 0.0)

    def only(self, paces: Positions) -> "Paces":
        """Give the average of some of the paces."""
        return Paces(self, paces)


@dataclass(frozen=True, slots=True)
class Paces:
    """The average of some paces of a smoothing."""

    smoothing: Smoothing
    paces: Positions

    def at(self, known: Positions, wanted: Positions) -> Values:
        """Forecast kept days `wanted` when so many were `known`."""
        return np.asarray(self.smoothing.all(known, wanted)[..., self.paces].mean(axis=-1))

    def ahead(self, known: int, steps: int) -> Values:
        """Forecast the kept days known … known + steps − 1 from the days before them."""
        wanted = np.arange(known, min(known + steps, len(self.smoothing.weekday)))
        return self.at(np.full(len(wanted), known), wanted)


def smoothing(history: History) -> Smoothing:
    """Smooth a history at all paces."""
    scales: tuple[Scale, ...] = ("raw",) if history.negative else ("raw", "root", "log")
    unit = usual(history.known)
    seen = np.stack([SCALES[scale][0](history.known / unit) for scale in scales], axis=1)
    weekday = history.weekday[history.kept]
    level, height = _smoothed(seen, weekday, _holidays(history))
    shape = (len(seen), 7)
    marked = np.zeros(shape, np.int64)
    marked[np.arange(len(seen)), weekday[: len(seen)]] = 7 + np.arange(len(seen))
    rows = np.concatenate([np.arange(7)[None, :], marked])
    return Smoothing(
        level, height, np.maximum.accumulate(rows, axis=0), weekday, scales, unit, history.negative
    )


def _smoothed(seen: Values, weekday: Positions, holiday: Flags) -> tuple[Values, Values]:
    """Give levels after 0 … n days, and the heights: seven to begin with, then one a day."""
    n, scales = seen.shape
    paces = np.array(list(product(_LEVELS, _WEEKDAYS)))
    to_level, to_week = paces[:, 0], paces[:, 1]
    level = np.empty((n + 1, scales, len(paces)))
    height = np.empty((n + 7, scales, len(paces)))
    begin = np.median(seen[:_WARM], axis=0)
    level[0] = begin[:, None]
    for day in range(7):
        mine = seen[:_WARM][weekday[: min(n, _WARM)] == day]
        found = _BELIEVED * (np.median(mine, axis=0) - begin) if len(mine) else 0 * begin
        height[day] = found[:, None]
    size = np.abs(seen[:_WARM] - begin).mean(axis=0)[:, None] + _LEAST_USUAL
    latest = list(range(7))
    for at in range(n):
        day = weekday[at]
        before, mine = level[at], height[latest[day]]
        bound = _BOUND * size
        off = np.minimum(np.maximum(seen[at, :, None] - before - mine, -bound), bound)
        size += _USUAL_FOLLOWS * (np.abs(off).mean(axis=1, keepdims=True) - size)
        np.maximum(size, _LEAST_USUAL, out=size)
        if holiday[at]:
            off *= _ON_HOLIDAYS
        step = to_level * off
        level[at + 1] = before + step
        latest[day] = 7 + at
        height[7 + at] = mine + to_week * (off - step)
    return level.reshape(n + 1, -1), height.reshape(n + 7, -1)


def _holidays(history: History) -> Flags:
    named = history.calendar.named[history.kept[: history.past]]
    return np.asarray(named.sum(axis=1) >= _HOLIDAY)
