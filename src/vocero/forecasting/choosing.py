"""What fits a history: the covariances and the paces of smoothing that forecast its past best."""

from dataclasses import dataclass

import numpy as np

from vocero.forecasting.gaussian import Fit, Grid, doubts, fit
from vocero.forecasting.history import History, Values
from vocero.forecasting.presets import presets
from vocero.forecasting.smoothing import Paces, Positions, smoothing

CHOSEN = 3
"""How many covariances are averaged."""
REACH = 30
"""Steps ahead by which a covariance is judged."""
_TRIED_ON = 760
"""Days of history on which all covariances are tried; only the chosen ones see more."""
_EVERY = 6
_JUDGED = 380
_FIRST = 60
_TELLING = 14
"""So many days tell what is usual, and so what is a spike."""
_SPANS = (7, 14, REACH)
_PACES = 6
"""How many paces of smoothing are averaged."""
_WEIGHTS = np.linspace(0, 1, 11)
_BELIEVED = 0.6
"""Of the weight that would have been best for smoothing in the past so much is given to it."""
_LEAST_ORIGINS = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fits that are averaged; `history` is what they were fitted to.

    `smoothed` has `weight` of the forecast, which is how much of it would have served in the past.
    """

    history: History
    fits: tuple[Fit, ...]
    smoothed: Paces | None = None
    weight: float = 0.0

    @property
    def wandering(self) -> float:
        """The share of them in which the level is all there is."""
        return float(np.mean([one.preset.wanders for one in self.fits]))

    def covariances(self, known: int, steps: int) -> Values:
        """Give the average of the fits' forecasts of the next steps from so many known days."""
        return np.asarray(np.mean([one.ahead(known, steps) for one in self.fits], axis=0))

    def with_smoothing(self, path: Values, known: int) -> Values:
        """Give smoothing its weight in a forecast of the next steps."""
        if self.smoothed is None:
            return path
        smooth = self.smoothed.ahead(known, len(path))
        return (1 - self.weight) * path + self.weight * smooth

    def ahead(self, known: int, steps: int) -> Values:
        """Give the forecast of the next steps without trees, which errors are measured by."""
        return self.with_smoothing(self.covariances(known, steps), known)


def choose(history: History, *, until: int = 0) -> Chosen:
    """Try all covariances and fit the best ones to the whole history.

    The last `until` days are not looked at when they are judged, so a backtest over those days is
    one of a choice that did not know them.
    """
    able = [p for p in presets() if p.scale == "raw" or not history.negative]
    tried = history
    if history.n > _TRIED_ON + 2 * REACH:
        tried = history.since(_TRIED_ON + until, REACH)
    if tried.past < _FIRST + _SPANS[0]:
        # The last two years are nearly all unknown: what is known lies before them.
        tried = history
    whole = Grid(history)
    doubt = np.zeros(history.past, np.float32)
    if history.past >= _TELLING:
        doubt = doubts(whole, able[0])
    if tried.past < _FIRST + _SPANS[0]:
        return Chosen(history, tuple(fit(whole, p, doubt) for p in able[:CHOSEN]))
    grid = whole if tried is history else Grid(tried)
    fits = [fit(grid, preset, doubt[-tried.past :]) for preset in able]
    past = _Past(tried.known, until)
    paths = [past.paths(one) for one in fits]
    best = np.argsort([past.error(path) for path in paths], kind="stable")[:CHOSEN]
    smoothed, weight = _smoothed(history, past, np.mean([paths[n] for n in best], axis=0))
    if tried is history:
        return Chosen(history, tuple(fits[n] for n in best), smoothed, weight)
    again = tuple(fit(whole, able[n], doubt) for n in best)
    return Chosen(history, again, smoothed, weight)


class _Past:
    """Days from which the past is forecast, and what came after each."""

    def __init__(self, known: Values, until: int) -> None:
        last = len(known) - until
        self.origins: Positions = np.arange(
            last - _SPANS[0], max(last - _JUDGED, _FIRST), -_EVERY, dtype=np.int64
        )
        self.wanted = self.origins[:, None] + np.arange(REACH)
        self.over = self.wanted < last
        self.came = known[np.minimum(self.wanted, last - 1)]
        self._length = len(known)
        self.left = float(np.abs(known - np.median(known)).mean())

    def __len__(self) -> int:
        return self._length

    def paths(self, one: Fit) -> Values:
        """Give what a fit forecast from each of the days."""
        found = np.zeros(self.wanted.shape)
        for row, origin in enumerate(self.origins):
            steps = int(self.over[row].sum())
            found[row, :steps] = one.ahead(origin, steps)
        return found

    def error(self, paths: Values) -> Values:
        """Give the mean absolute error a day, over a week, a fortnight and a month (… of P)."""
        if len(self.origins) == 0:
            return np.asarray(self.left)
        shape = self.wanted.shape + (1,) * (paths.ndim - 2)
        over = self.over.reshape(shape)
        off = np.abs(paths - self.came.reshape(shape)) * over
        spans = [off[:, :span].sum(axis=1) / over[:, :span].sum(axis=1) for span in _SPANS]
        return np.asarray(np.mean(spans, axis=(0, 1)))


def _smoothed(history: History, past: _Past, path: Values) -> tuple[Paces | None, float]:
    """Choose paces of smoothing, and by how much they would have bettered the forecasts `path`."""
    if len(past.origins) < _LEAST_ORIGINS:
        return None, 0.0
    every = smoothing(history)
    before = history.past - len(past)
    wanted = np.minimum(past.wanted, len(past) - 1) + before
    tried = every.all((past.origins + before)[:, None], wanted)
    best = np.argsort(past.error(tried), kind="stable")[:_PACES]
    smooth = tried[..., best].mean(axis=-1)
    mixed = (1 - _WEIGHTS) * path[..., None] + _WEIGHTS * smooth[..., None]
    weight = _BELIEVED * float(_WEIGHTS[np.argmin(past.error(mixed))])
    return (every.only(best), weight) if weight > 0 else (None, 0.0)
