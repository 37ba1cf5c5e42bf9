"""How far off this forecaster was on this very history: totals, from a day a week, as made then."""

from dataclasses import dataclass

import numpy as np

from vocero.forecasting.alone import one_thread
from vocero.forecasting.choosing import choose
from vocero.forecasting.history import History
from vocero.forecasting.predicting import blended, errors, learnable
from vocero.forecasting.prediction import Errors, evening
from vocero.forecasting.trees import Trees

SPANS = (7, 14, 30)
WEEKS = 12
_LEAST = 4
_LEAST_DAYS = 56


@dataclass(frozen=True, slots=True)
class Measured:
    """Over the last so many `weeks`: totals of `span` days were off by `error` of them on average.

    `times` is how many forecasts were looked at.
    """

    span: int
    error: float
    times: int
    weeks: int = WEEKS


def measured(history: History) -> tuple[Measured, ...]:
    """Measure the forecaster on the last twelve weeks of a history; () when it is too short.

    Covariances are chosen, and trees are grown, on what lay before those weeks, so no forecast knew
    what it is held against.
    """
    if history.past - 7 * WEEKS < _LEAST_DAYS:
        return ()
    with one_thread():
        return _measured(history, 7 * WEEKS)


def measured_by(errors: Errors) -> tuple[Measured, ...]:
    """Measure totals by past forecasts that were made already, those of the last twelve weeks."""
    off: dict[int, list[tuple[float, float]]] = {span: [] for span in SPANS}
    for row in np.flatnonzero(errors.age <= 7 * WEEKS):
        for span in SPANS:
            came, forecast = errors.actual[row, :span], errors.forecast[row, :span]
            if len(came) == span and not np.isnan(came).any():
                off[span].append((abs(float(forecast.sum() - came.sum())), abs(float(came.sum()))))
    return _summed(off)


def _measured(history: History, until: int) -> tuple[Measured, ...]:
    chosen = choose(history, until=until)
    trees = Trees(chosen, until=until) if learnable(history) else None
    factor = 1.0 if history.negative else evening(errors(chosen, SPANS[-1], until=until))
    known = history.known
    off: dict[int, list[tuple[float, float]]] = {span: [] for span in SPANS}
    for origin in range(len(known) - until, len(known), 7):
        steps = min(SPANS[-1], len(known) - origin)
        path = blended(chosen, trees, origin, steps)
        for span in SPANS:
            if span <= steps:
                came = known[origin : origin + span].sum()
                off[span].append((abs(factor * path[:span].sum() - came), abs(came)))
    return _summed(off)


def _summed(off: dict[int, list[tuple[float, float]]]) -> tuple[Measured, ...]:
    """Add up misses and totals, for every span with enough of them."""
    return tuple(
        Measured(span, float(np.sum(misses) / np.sum(sizes)), len(pairs))
        for span, pairs in off.items()
        if len(pairs) >= _LEAST
        for misses, sizes in [tuple(zip(*pairs, strict=True))]
        if np.sum(sizes) > 0
    )
