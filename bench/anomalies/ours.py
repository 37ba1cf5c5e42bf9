"""Vocero's detector on trials: each alone, many at once, and on the very day."""

import datetime as dt
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from bench.anomalies.plants import Plant, Trial, Values
from bench.anomalies.series import Series
from vocero.forecasting.anomalies import Unusual, unusual, unusual_among
from vocero.forecasting.history import History, history
from vocero.forecasting.predicting import LONGEST


def called(trial: Trial) -> Values:
    """Give a call of each day: 1 (too high), −1 (too low) or 0."""
    past = _history(trial.values, trial.series)
    first, last = (day.astype(dt.date) for day in past.days[[0, past.n - 1]])
    days = np.zeros(past.n)
    # A short run that lies in a longer one has the last word on its days.
    for one in sorted(unusual(past, first=first, last=last), key=lambda one: one.start - one.end):
        start, end = (one.start - first).days, (one.end - first).days
        days[start : end + 1] = _direction(one)
    return days


def on_the_day(trial: Trial, plant: Plant) -> bool:
    """Tell whether a plant is found on its own last day, when nothing after it is known."""
    values = trial.values.iloc[: plant.end]
    first, last = (values.index[at].date() for at in (plant.start, -1))
    found = unusual(_history(values, trial.series), first=first, last=last)
    return any(_direction(one) == plant.sign for one in found)


def seconds_together(all_series: Sequence[Series]) -> float:
    """Measure what the series of the same days take a piece, asked together."""
    histories = [_history(one.values, one) for one in all_series]
    began = time.perf_counter()
    unusual_among(histories, first=dt.date.min, last=dt.date.max)
    return (time.perf_counter() - began) / len(histories)


def _history(values: pd.Series, series: Series) -> History:
    return history(values, 1, series.country, LONGEST)


def _direction(one: Unusual) -> int:
    return 1 if one.actual > one.expected else -1
