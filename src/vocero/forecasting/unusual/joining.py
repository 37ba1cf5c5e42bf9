"""Odd runs that belong together are told as one: a level that came and went, days of one sign."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from vocero.forecasting.history import Flags, Values
from vocero.forecasting.unusual.ranges import WEEK
from vocero.forecasting.unusual.windows import Indices, Search

_LONGEST = 120
"""A level that came and went within so many days was a shift; later ones are two new levels."""
_NO_CHANGE = 2.0


def rejoined(search: Search, runs: Indices, past: int) -> Indices:
    """Turn a step whose change a later step took back into one run, as often as there is one.

    The second one would tell that a level is new which is the usual one again.
    """
    while True:
        pair = _came_and_went(search, runs, past)
        if pair is None:
            return runs
        first, second = pair
        runs = runs.copy()
        runs[first, 1] = runs[second, 0]
        runs = np.delete(runs, second, axis=0)


def _came_and_went(search: Search, runs: Indices, past: int) -> tuple[int, int] | None:
    effects, covariance = search.effects(runs)
    lasting = (runs[:, 1] == past) & (runs[:, 0] <= past - WEEK)
    steps = [n for n in np.argsort(runs[:, 0]) if lasting[n]]
    for first, second in combinations(steps, 2):
        pair = [first, second]
        left = abs(float(effects[pair].sum()))
        near = 0 < runs[second, 0] - runs[first, 0] <= _LONGEST
        certain = np.sqrt(covariance[np.ix_(pair, pair)].sum())
        if near and effects[first] * effects[second] < 0 and left < _NO_CHANGE * certain:
            return int(first), int(second)
    return None


def put_together(shifts: Values, shorter: Values) -> Iterator[tuple[int, Values]]:
    """Give each run's first day and by how much its days are off, from what shifts and shorter
    runs make of each day.

    A shorter run that touches a shift of its sign is part of it. Of shifts that overlap, less than
    a week is none.
    """
    alone, joined = [], np.zeros(len(shifts), bool)
    for start, stop in _of_one_sign(shorter):
        near = shifts[max(start - 1, 0) : stop + 1]
        if (near * shorter[start] > 0).any():
            joined[start:stop] = True
        else:
            alone.append((start, shorter[start:stop]))
    profile = shifts + np.where(joined, shorter, 0.0)
    for start, stop in _of_one_sign(profile):
        if stop - start >= WEEK or joined[start:stop].any():
            yield start, profile[start:stop]
    yield from alone


def inside(runs: Indices, days: int) -> Flags:
    """Tell which of so many days (rows) each run has."""
    start, stop = runs.T
    day = np.arange(days)[:, None]
    return np.asarray((start <= day) & (day < stop))


def _of_one_sign(profile: Values) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.sign(profile), prepend=0, append=0))
    return [(int(start), int(stop)) for start, stop in pairwise(edges) if profile[start] != 0]
