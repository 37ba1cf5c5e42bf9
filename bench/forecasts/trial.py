"""What was tried before this forecaster: the mean of two ridge regressions and of boosted trees.

A central path without ranges, as the trial is described in docs/forecasting.md; by it one can tell
what the forecaster adds to a careful forecast from well-known parts.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

from bench.forecasts.peers import AHEAD
from vocero.forecasting.history import History, Values
from vocero.forecasting.history import history as of_days
from vocero.forecasting.lags import Lags

_LONGEST, _HALF_LIFE = 2200, 365.0
_PACES = (0.02, 0.05, 0.1, 0.2, 0.4)
_FADES = 0.98
_SMALL, _HIGHEST = 0.1, 4.0
_LEAST_OF_A_YEAR = 300
_ROWS, _WARM = 6000, 60


def trial(series: pd.Series, country: str | None) -> Values:
    """Forecast the exam's days: the mean of a ridge of values, one of logs, and trees."""
    history = of_days(series, AHEAD, country, _LONGEST)
    paths = [_ridge(history, logs=False), _boosted(history)]
    if not history.negative:
        paths.append(_ridge(history, logs=True))
    path = np.mean(paths, axis=0)
    path[~history.open[history.n :]] = 0.0
    return path if history.negative else np.maximum(path, 0.0)


def _ridge(history: History, *, logs: bool) -> Values:
    """Regress on the calendar, later days counting more, and add the smoothed rest."""
    design, penalty = _design(history)
    known = ~np.isnan(history.values) & history.open[: history.n]
    values = np.where(known, history.values, 0.0)
    unit = float(np.median(np.abs(history.known[history.known != 0]))) or 1.0
    seen = np.log(np.maximum(values, 0) / unit + _SMALL) if logs else values / unit
    weights = np.where(known, 0.5 ** (np.arange(history.n)[::-1] / _HALF_LIFE), 0.0)
    centre = float(np.average(seen, weights=weights))
    spread = float(np.sqrt(np.average((seen - centre) ** 2, weights=weights))) or 1.0
    target, past = (seen - centre) / spread, design[: history.n]
    squares = (past * weights[:, None]).T @ past + np.diag(penalty)
    for _ in range(3):
        found = np.linalg.solve(squares, (past * weights[:, None]).T @ target)
        rest = target - past @ found
        most = 3 * 1.4826 * float(np.median(np.abs(rest[known]))) or 1.0
        rest = np.clip(rest, -most, most)
        target = past @ found + rest
    fading = _level(rest[known][-400:]) * _FADES ** np.arange(1, AHEAD + 1)
    path = (design[history.n :] @ found + fading) * spread + centre
    return (np.exp(np.minimum(path, _HIGHEST)) - _SMALL if logs else path) * unit


def _design(history: History) -> tuple[Values, Values]:
    """Give columns of the calendar and how much each is held back."""
    years = (np.arange(len(history.days)) - history.n) / 365.25
    trend = [years, *(np.minimum(0, years + knot) for knot in (0.25, 0.5, 1, 2))]
    weekday = (history.weekday[:, None] == np.arange(7)).astype(float)
    angle = _angle(history)
    waves = [wave(k * angle) for wave in (np.sin, np.cos) for k in range(1, 5)]
    by_season = [weekday[:, day] * waves[k] for day in range(7) for k in (0, 4)]
    parts = [
        (1e-3, np.ones((len(years), 1))), (1.0, np.stack(trend, axis=1)), (0.5, weekday),
        (2.0, history.calendar.named), (1.0, history.calendar.common),
    ]  # fmt: skip
    if history.n >= _LEAST_OF_A_YEAR:
        parts += [(2.0, np.stack(waves, axis=1)), (8.0, np.stack(by_season, axis=1))]
    penalty = np.concatenate([np.full(part.shape[1], held) for held, part in parts])
    return np.concatenate([part for _, part in parts], axis=1), penalty


def _angle(history: History) -> Values:
    days = history.days
    return 2 * np.pi * (days - days.astype("datetime64[Y]")).astype(np.int64) / 365.25


def _level(rest: Values) -> float:
    """Smooth what is left at the pace that would have forecast it best."""
    tried = []
    for pace in _PACES:
        level = off = 0.0
        for one in rest:
            off += abs(one - level)
            level += pace * (one - level)
        tried.append((off, level))
    return min(tried)[1]


def _boosted(history: History) -> Values:
    """Grow trees on the ratio to four weeks' level: same weekdays, last year, the calendar."""
    lags, chance, n = Lags(history), np.random.default_rng(0), history.n
    known = chance.integers(min(_WARM, n - 2), n - 1, _ROWS)
    wanted = known + chance.integers(1, AHEAD + 1, _ROWS)
    inside = wanted < n
    inside[inside] = ~np.isnan(history.values[wanted[inside]]) & history.open[wanted[inside]]
    known, wanted = known[inside], wanted[inside]
    target = history.values[wanted] / lags.level[known]
    model = HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=150, learning_rate=0.05, max_leaf_nodes=12,
        min_samples_leaf=20, early_stopping=False, random_state=0,
    )  # fmt: skip
    model.fit(_features(history, lags, known, wanted),
              np.clip(target, *np.quantile(target, (0.002, 0.998))),
              sample_weight=0.5 ** ((n - known) / _HALF_LIFE))  # fmt: skip
    ahead = np.arange(n, n + AHEAD)
    now = np.full(AHEAD, n - 1)
    return model.predict(_features(history, lags, now, ahead)) * lags.level[n - 1]


def _features(history: History, lags: Lags, known: Values, wanted: Values) -> Values:
    about, angle = history.calendar, _angle(history)[wanted]
    return np.column_stack([
        wanted - known, history.weekday[wanted], np.sin(angle), np.cos(angle),
        about.until[wanted], about.since[wanted], about.which[wanted],
        *lags.features(known, wanted),
    ])  # fmt: skip
