"""Boosted trees that correct the covariances where days interact: season, weekday, holiday, level.

They learn from forecasts as these would have been made, at any distance up to the horizon.
"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from vocero.forecasting.choosing import Chosen
from vocero.forecasting.history import Values
from vocero.forecasting.lags import Lags, Positions

ROWS = 4000
FARTHEST = 90
"""Steps ahead beyond which trees are not asked."""
LEAST_DAYS = 150
_REMEMBERED = 2000.0
_SMALL = 0.1
_LEAST_TOLD = 50
_FREEDOM = 1.4
"""Trees multiply or divide a day by no more: having seen a level jump, they expect it to again."""
_EXTREMES = (0.002, 0.998)
_KINDS = (0, 1)
_REPEATS, _PART = 2, 0.4
"""Each booster is grown twice, on random parts of the rows: averages of such vary less."""
Rows = tuple[Positions, Positions]


class Trees:
    """Boosters of the level's logarithm and of the ratio to the covariances' forecast.

    A history that goes below zero has no ratios: both are of the difference then. `until` days at
    the end are not learned from.
    """

    def __init__(self, chosen: Chosen, *, until: int = 0) -> None:
        self._chosen = chosen
        self._history = chosen.history
        self._lags = Lags(chosen.history)
        self._rank = np.full(len(self._history.days), -1)
        self._rank[self._history.kept] = np.arange(len(self._history.kept))
        self._running = [(one.running(), one.view.back) for one in chosen.fits]
        self._learn(until)

    def ahead(self, known: int, steps: int) -> Values:
        """Forecast kept days known … known + steps − 1; as `Chosen.covariances` does."""
        wanted = self._history.kept[known : known + steps]
        rows = np.full(len(wanted), self._history.kept[known - 1]), wanted
        base, level = self._base(rows), self._lags.level[rows[0]]
        features = self._features(rows, base)[:, self._told]
        every = [
            self._back(kind, model.predict(features), base, level) for kind, model in self._models
        ]
        mean = np.mean(every, axis=0)
        if self._history.negative:
            return np.asarray(mean)
        return np.asarray(np.clip(mean, base / _FREEDOM, base * _FREEDOM))

    def _learn(self, until: int) -> None:
        rows = self._sampled(until)
        base, level = self._base(rows), self._lags.level[rows[0]]
        features = self._features(rows, base)
        # After a long gap no row may know a last year, and a booster takes no column of nothing.
        self._told = (~np.isnan(features)).sum(axis=0) >= _LEAST_TOLD
        features = features[:, self._told]
        happened = self._history.values[rows[1]]
        target = {kind: self._there(kind, happened, base, level) for kind in _KINDS}
        chance = np.random.default_rng(0)
        self._models = [
            (kind, _grown(features[some], target[kind][some], seed=kind + 2 * repeat))
            for repeat in range(_REPEATS)
            for some in [chance.random(len(features)) < _PART]
            for kind in _KINDS
        ]

    def _sampled(self, until: int) -> Rows:
        """Draw pairs of a last known day and a day to forecast, later ones more often."""
        history = self._history
        known_days = history.kept[: history.past]
        last = len(known_days) - until
        first = min(120, last // 3)
        chance = np.random.default_rng(1)
        known = chance.integers(first, last - 1, 2 * ROWS)
        age = history.n - known_days[known]
        known = known[chance.random(len(known)) < np.exp(-age / _REMEMBERED)][:ROWS]
        steps = chance.integers(1, min(history.horizon, FARTHEST) + 1, len(known))
        wanted = known + steps
        inside = wanted < last
        return known_days[known[inside]], known_days[wanted[inside]]

    def _base(self, rows: Rows) -> Values:
        """Give the covariances' own forecast of each row's day as of its last known day."""
        known, wanted = self._rank[rows[0]], self._rank[rows[1]]
        return np.asarray(np.mean(
            [back(running[wanted, known]) for running, back in self._running], axis=0
        ))  # fmt: skip

    def _features(self, rows: Rows, base: Values) -> Values:
        known, wanted = rows
        history, about = self._history, self._history.calendar
        days = history.days[wanted]
        months = days.astype("datetime64[M]")
        angle = 2 * np.pi * (days - days.astype("datetime64[Y]")).astype(np.int64) / 365.25
        columns = [
            wanted - known, history.weekday[wanted], np.sin(angle), np.cos(angle),
            (days - months).astype(np.int64), about.until[wanted], about.since[wanted],
            about.which[wanted], *self._lags.features(known, wanted),
            base / self._lags.level[known],
        ]  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float32)

    def _there(self, kind: int, values: Values, base: Values, level: Values) -> Values:
        if self._history.negative:
            return (values - base) / level
        logs = np.log(np.maximum(values, 0) / level + _SMALL)
        return logs if kind == 0 else logs - np.log(base / level + _SMALL)

    def _back(self, kind: int, found: Values, base: Values, level: Values) -> Values:
        if self._history.negative:
            return base + found * level
        logs = found if kind == 0 else found + np.log(base / level + _SMALL)
        return (np.exp(np.minimum(logs, 5.0)) - _SMALL) * level


def _grown(features: Values, target: Values, seed: int) -> HistGradientBoostingRegressor:
    low, high = np.quantile(target, _EXTREMES)
    model = HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=16, learning_rate=0.2, max_leaf_nodes=8,
        min_samples_leaf=15, l2_regularization=1.0, max_features=0.7, max_bins=63,
        early_stopping=False, random_state=seed,
    )  # fmt: skip
    return model.fit(features, np.clip(target, low, high))
