"""How far off the days and runs of a series usually are, and which share of them is farther."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from vocero.forecasting.history import Values
from vocero.forecasting.unusual.windows import LENGTHS, STEP, Windows

WEEK = 7
OUTSIDE = 0.01
"""A range holds all but this share."""
_ALARM_DAY, _ALARM_RUN, _ALARM_SHIFT = OUTSIDE, 0.003, 0.002
"""Runs overlap and have many lengths: each gets less, so that together they raise few alarms."""
_MIDDLE, _NEAR, _FAR = 0.5, 0.8, 0.95
"""Quantiles that a few odd days do not move; beyond them a Student curve is drawn."""
_FREEDOMS = np.array([2.5, 3, 4, 5, 6, 8, 10, 15, 30, 1000])
_SUPPOSED, _SUPPOSED_DAYS = 8.0, 100
"""Degrees of freedom before anything is seen, and how many days that is worth."""
_STEADY = 8.0
"""Sums over weeks have no heavier tails than with so many degrees."""
_LEAST, _LEAST_OF_DAY = 0.3, 0.8
_FEW = 20


@dataclass(frozen=True, slots=True)
class Ranges:
    """Half-widths by a run's size and side (0 up, 1 down), in a run's own deviations.

    `holding` holds all but OUTSIDE of such runs; beyond `alarm` one is odd.
    """

    holding: Values
    alarm: Values


def measured(windows: Windows, changes: Values) -> Ranges:
    """Measure the ranges of a series on its own changes, whatever few of them are odd."""
    days = _measurable(changes[windows.sizes[0]])
    sizes = np.sort(np.abs(days))
    freedom = _freedom(sizes)
    day = _scale(sizes, freedom, _NEAR)
    sides = np.array([_side(side, day, freedom) for side in (days, -days)])
    found = np.zeros((2, STEP + 1, 2))
    for size in range(STEP + 1):
        scale = 1.0
        if size > 0:
            of_runs = np.sort(np.abs(_measurable(changes[windows.sizes[size]])))
            scale = max(_scale(of_runs, freedom, _NEAR) / day, _LEAST_OF_DAY)
        short = size < STEP and LENGTHS[size] < WEEK
        alarm = _ALARM_DAY if size == 0 else _ALARM_RUN if short else _ALARM_SHIFT
        heavy = freedom if short else max(freedom, _STEADY)
        for which, part in enumerate((OUTSIDE, alarm)):
            found[which, size] = scale * stdtrit(heavy, 1 - part / 2) * (sides if short else day)
    return Ranges(found[0], found[1])


def _measurable(changes: Values) -> Values:
    """Leave out runs of which nothing is left: their change is nought by definition."""
    return np.asarray(changes[changes != 0])


def _scale(ordered: Values, freedom: float, near: float) -> float:
    """Give the scale of a Student curve through the middle of some sizes, smallest first."""
    if len(ordered) == 0:
        return 1.0
    found = [
        _quantile(ordered, part) / float(stdtrit(freedom, (1 + part) / 2))
        for part in (_MIDDLE, near)
    ]
    return max(*found, _LEAST)


def _side(signed: Values, day: float, freedom: float) -> float:
    """Give the scale of one side, drawn to that of both by as much as it is little known."""
    mine = np.sort(signed[signed > 0])
    if len(mine) <= _FEW:
        return day
    scale = _scale(mine, freedom, (1 + _NEAR) / 2)
    return (scale * len(signed) + day * _SUPPOSED_DAYS) / (len(signed) + _SUPPOSED_DAYS)


def _freedom(ordered: Values) -> float:
    """Give the degrees of freedom of which the far quantile is so many times the middle one."""
    if len(ordered) == 0:
        return _SUPPOSED
    curve = stdtrit(_FREEDOMS, (1 + _FAR) / 2) / stdtrit(_FREEDOMS, (1 + _MIDDLE) / 2)
    times = _quantile(ordered, _FAR) / max(_quantile(ordered, _MIDDLE), 1e-9)
    seen = float(np.interp(times, curve[::-1], (1 / _FREEDOMS)[::-1]))
    days = len(ordered)
    return (days + _SUPPOSED_DAYS) / (seen * days + _SUPPOSED_DAYS / _SUPPOSED)


def _quantile(ordered: Values, part: float) -> float:
    at = part * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (at - below) * (ordered[above] - ordered[below]))
