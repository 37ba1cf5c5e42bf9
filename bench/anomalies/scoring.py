"""What was found of what was planted, and how often a day was called odd that was not touched."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.anomalies.plants import YEAR, Plant, Trial, Values
from bench.anomalies.series import Flags

HALF = 0.5
"""A plant counts as covered when at least such a part of its days was called odd."""
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one detector said of one trial: each plant with whether it was found and covered."""

    plants: tuple[tuple[Plant, bool, bool], ...]
    false_alarms: float


def judged(trial: Trial, calls: Values) -> Outcome:
    """Judge a call of each day: 1 (too high), −1 (too low) or 0.

    A plant is found by a call of its direction on one of its days. Calls more than a day away from
    every plant and every odd day are false; those on consecutive days are one alarm. False alarms
    are counted by 30 days.
    """
    found = tuple(
        (plant, bool(mine.any()), bool(mine.mean() >= HALF))
        for plant in trial.plants
        for mine in [calls[plant.start : plant.end] == plant.sign]
    )
    touched = _widened(trial.series.odd)
    for plant in trial.plants:
        touched[max(plant.start - 1, 0) : plant.end + 1] = True
    touched, called = touched[-YEAR:], calls[-YEAR:] != 0
    starts = np.diff((called & ~touched).astype(int), prepend=0) == 1
    return Outcome(found, 30 * int(starts.sum()) / int((~touched).sum()))


def calls(scores: Values, threshold: float) -> Values:
    """Call the days whose score, of whatever sign, is beyond a threshold."""
    return np.asarray(np.sign(scores) * (np.abs(scores) > threshold))


def best_threshold(trials: Sequence[Trial], scores: Sequence[Values], budget: float) -> float:
    """Give the lowest threshold at which false alarms stay within a budget, on these very trials.

    It is searched among the quantiles of all scores, by halving.
    """
    sizes = np.abs(np.concatenate([score[-YEAR:] for score in scores]))
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        threshold = float(np.quantile(sizes, middle))
        every = [judged(trial, calls(score, threshold))
                 for trial, score in zip(trials, scores, strict=True)]  # fmt: skip
        if float(np.mean([one.false_alarms for one in every])) > budget:
            low = middle
        else:
            high = middle
    return float(np.quantile(sizes, high))


def _widened(odd: Flags) -> Flags:
    wide = odd.copy()
    wide[1:] |= odd[:-1]
    wide[:-1] |= odd[1:]
    return wide
