"""From a history to a prediction: covariances chosen by its past, corrected by trees."""

import numpy as np
from scipy.special import ndtri

from vocero.forecasting.alone import one_thread
from vocero.forecasting.choosing import Chosen, choose
from vocero.forecasting.history import History, Values
from vocero.forecasting.prediction import Errors, Prediction
from vocero.forecasting.scales import spread, usual
from vocero.forecasting.trees import FARTHEST, LEAST_DAYS, Trees

LONGEST = 1100
"""Days of history that are looked at: three years; older ones improved no forecast."""
TREES = 0.45
"""The trees' weight; it fades to nothing between the farthest step they learned and twice that."""
_EVERY, _TRIED, _FIRST = 4, 400, 60
_NO_SPREAD = 14
"""So few days do not tell how much they vary: a quarter of a usual day is assumed."""
_LEAST_TRIED, _LEAST_SOLD = 6, 60
_NORMAL = 24
"""Points of a normal curve that stand for errors where there is too little past to have any."""


def predict(history: History) -> Prediction:
    """Forecast the days of a history's horizon."""
    with one_thread():
        return _predicted(history)


def _predicted(history: History) -> Prediction:
    chosen = choose(history)
    centre = np.zeros(history.horizon)
    ahead = history.open[history.n :]
    steps = int(ahead.sum())
    if steps:
        trees = Trees(chosen) if learnable(history) else None
        centre[ahead] = blended(chosen, trees, history.past, steps)
    return Prediction(
        days=history.days[history.n :], centre=centre, open=ahead,
        errors=errors(chosen, steps), usual=usual(history.known), negative=history.negative,
    )  # fmt: skip


def learnable(history: History) -> bool:
    """Tell whether a history holds enough, and enough days with something on them, for trees."""
    return history.past >= LEAST_DAYS and int((history.known != 0).sum()) >= _LEAST_SOLD


def blended(chosen: Chosen, trees: Trees | None, known: int, steps: int) -> Values:
    """Put the covariances' forecast of the next steps, the trees' and smoothing's together.

    A series that wanders off has no pattern for trees to learn: the more of the chosen covariances
    say so, the less they count.
    """
    path = chosen.covariances(known, steps)
    if trees is not None:
        step = np.arange(steps)
        weight = TREES * (1 - chosen.wandering) * np.clip(2 - (step + 1) / FARTHEST, 0, 1)
        path = (1 - weight) * path + weight * trees.ahead(known, steps)
    return chosen.with_smoothing(path, known)


def errors(chosen: Chosen, steps: int, *, until: int = 0) -> Errors:
    """Forecast from many past days what came after them.

    With too little past, the covariance's own spread stands in for errors. The last `until` kept
    days are not looked at.
    """
    history = chosen.history
    known = history.known[: history.past - until]
    first = max(len(known) - _TRIED, _FIRST)
    origins = range(len(known) - 1, first, -_EVERY)
    if len(origins) < _LEAST_TRIED or steps == 0:
        return _supposed(chosen, max(steps, 1))
    reach = min(steps, FARTHEST, max(len(known) - first - _LEAST_TRIED * _EVERY, 1))
    forecast, actual = (np.full((len(origins), reach), np.nan) for _ in range(2))
    for row, origin in enumerate(origins):
        length = min(reach, len(known) - origin)
        forecast[row, :length] = chosen.ahead(origin, length)
        actual[row, :length] = known[origin : origin + length]
    age = np.array([len(known) - origin for origin in origins], np.float64)
    wanted = np.add.outer(np.array(origins), np.arange(reach))
    weekday = history.weekday[history.kept[np.minimum(wanted, len(known) - 1)]]
    return Errors(forecast, actual, age, _scatter(chosen, steps, reach), weekday)


def _scatter(chosen: Chosen, steps: int, reach: int) -> Values:
    """Give how much wider steps beyond the reach are than the last one within it."""
    wide = np.mean([one.spread(steps) for one in chosen.fits], axis=0)
    wider = wide / (wide[reach - 1] or 1.0)
    wider[:reach] = 1.0
    return np.asarray(np.maximum(wider, 1.0))


def _supposed(chosen: Chosen, steps: int) -> Errors:
    history = chosen.history
    path = chosen.ahead(history.past, min(steps, len(history.kept) - history.past))
    path = path if len(path) else np.zeros(1)
    wide = np.mean([one.spread(len(path)) for one in chosen.fits], axis=0)
    unit = spread(history.known, float(np.median(history.known)))
    if history.past < _NO_SPREAD:
        unit = max(unit, usual(history.known) / 4)
    normal = ndtri((np.arange(_NORMAL) + 0.5) / _NORMAL)
    forecast = np.repeat(path[None, :], _NORMAL, axis=0)
    actual = forecast + normal[:, None] * (wide * unit)[None, :]
    # As if all were one weekday: nothing is known of how much each varies.
    weekday = np.zeros(forecast.shape, np.int64)
    return Errors(forecast, actual, np.ones(_NORMAL), np.ones(len(path)), weekday)
