"""Which covariances fit a history: those that would have forecast it best, from its own past."""

from dataclasses import dataclass

import numpy as np

from vocero.forecasting.gaussian import Fit, Floats, Grid, doubts, fit
from vocero.forecasting.history import History, Values
from vocero.forecasting.presets import Preset, presets

CHOSEN = 4
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fits that are averaged; `history` is what they were fitted to."""

    history: History
    fits: tuple[Fit, ...]

    @property
    def wandering(self) -> float:
        """The share of them in which the level is all there is."""
        return float(np.mean([one.preset.wanders for one in self.fits]))

    def ahead(self, known: int, steps: int) -> Values:
        """Give the average of their forecasts of the next steps from so many known days."""
        every = [one.ahead(known, steps) for one in self.fits]
        return np.asarray(np.mean(every, axis=0))


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
    grid = Grid(tried)
    if tried.past < _FIRST + _SPANS[0]:
        doubt = np.zeros(tried.past, np.float32)
        if tried.past >= _TELLING:
            doubt = doubts(grid, able[0])
        return Chosen(history, tuple(fit(grid, p, doubt) for p in able[:CHOSEN]))
    doubt = doubts(grid, able[0])
    fits = [fit(grid, preset, doubt) for preset in able]
    errors = [_error(one, tried.known, until) for one in fits]
    best = np.argsort(errors, kind="stable")[:CHOSEN]
    if tried is history:
        return Chosen(history, tuple(fits[n] for n in best))
    return _refitted(history, [able[n] for n in best])


def _refitted(history: History, chosen: list[Preset]) -> Chosen:
    grid = Grid(history)
    doubt: Floats = doubts(grid, chosen[0])
    return Chosen(history, tuple(fit(grid, preset, doubt) for preset in chosen))


def _error(one: Fit, known: Values, until: int) -> float:
    """Give the mean absolute error a day, over a week, a fortnight and a month from many days."""
    last = len(known) - until
    errors = []
    for origin in range(last - _SPANS[0], max(last - _JUDGED, _FIRST), -_EVERY):
        steps = min(REACH, last - origin)
        off = np.abs(one.ahead(origin, steps) - known[origin : origin + steps])
        errors.append([off[:span].mean() for span in _SPANS])
    return float(np.mean(errors)) if errors else float(np.abs(known - np.median(known)).mean())
