"""A prediction: the days ahead, and how far off such forecasts were in the past of the series."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from vocero.forecasting.calendar import Days
from vocero.forecasting.history import Flags, Values

BAND = 4
"""Errors so many steps before and after are taken as those of a step."""
_HALF_LIFE = 200.0
_FLOOR = 0.15
_NORMAL_PART = 0.2
"""So much of a day's range is that of a normal curve: few past errors tell tails badly."""
_SPIKE = 5.0
_WEEKDAYS_AS_ALL, _LEAST_UNREST = 10.0, 0.2
"""A weekday's errors count as those of all days until it has been there so many times."""
_EVENED = (0.9, 1.15)
"""By how much at least and at most the days are evened out to their totals."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Past forecasts from R days (rows) over the next S kept steps, and what came.

    `forecast`, `actual` are R × S with NaN where a step is not over yet; `age` is how many days
    ago each was made. `scatter` is by how many times a step's spread exceeds that of step S, for
    steps farther than any that could be tried. `weekday` (R × S, 0 is Monday) is that of the days.
    """

    forecast: Values
    actual: Values
    age: Values
    scatter: Values
    weekday: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Prediction:
    """H days ahead: `days`, their `centre` (about the median), and whether they are `open`.

    Errors grow with the root of what is forecast, between those of sums and those of shares:
    that kept 80 % ranges honest on public series of both kinds (bench/forecasts).
    """

    days: Days
    centre: Values
    open: Flags
    errors: Errors
    usual: float
    negative: bool

    @cached_property
    def _scaled(self) -> Values:
        """Errors by the root of what was forecast, as they are on a usual weekday."""
        off = (self.errors.actual - self.errors.forecast) / self._root(self.errors.forecast)
        return np.asarray(off / self._unrest[self.errors.weekday])

    @cached_property
    def _unrest(self) -> Values:
        """By how much each weekday's errors are larger than all, halfway by root."""
        off = (self.errors.actual - self.errors.forecast) / self._root(self.errors.forecast)
        known = ~np.isnan(off)
        mass = np.where(known, self._weights[:, None], 0.0)
        sizes = mass * np.nan_to_num(bounded(off))
        if sizes.sum() <= 0:
            return np.ones(7)
        usual = float(sizes.sum() / mass.sum())
        on = [self.errors.weekday == day for day in range(7)]
        sums = [(float(sizes[mine].sum()), float(mass[mine].sum())) for mine in on]
        own = np.array([total / much / usual if much > 0 else 1.0 for total, much in sums])
        times = self.errors.age.max() / 7
        share = times / (times + _WEEKDAYS_AS_ALL)
        return np.sqrt(np.maximum(share * own + 1 - share, _LEAST_UNREST))

    @cached_property
    def _weights(self) -> Values:
        return weights_by(self.errors.age)

    def _root(self, values: Values) -> Values:
        return np.sqrt(np.maximum(np.abs(values), _FLOOR * self.usual) + 1e-12)

    def evened(self) -> "Prediction":
        """Give the prediction whose days add up to what totals have been, on average.

        A day's centre is about its median, and sums of medians of lopsided days fall short: past
        forecasts tell by how much.
        """
        factor = 1.0 if self.negative else evening(self.errors)
        errors = replace(self.errors, forecast=self.errors.forecast * factor)
        return replace(self, centre=self.centre * factor, errors=errors)

    def quantiles(self, chances: tuple[float, ...]) -> Values:
        """Give each day's quantiles (chances × H); a closed day's are all its forecast."""
        steps = np.flatnonzero(self.open)
        found = np.repeat(self.centre[None, :], len(chances), axis=0)
        unrest = self._unrest[(self.days[steps].astype(np.int64) + 3) % 7]
        wide = self.errors.scatter[: len(steps)] * self._root(self.centre[steps]) * unrest
        found[:, steps] += self._off(chances, len(steps)) * wide
        below = np.array(chances) < 0.5
        found[below] = np.minimum(found[below], self.centre)
        found[~below] = np.maximum(found[~below], self.centre)
        return found if self.negative else np.maximum(found, 0.0)

    def _off(self, chances: tuple[float, ...], steps: int) -> Values:
        """Give quantiles of what was off so many steps ahead, scaled (chances × steps).

        Steps beyond the farthest that could be tried are as that one was.
        """
        reach = self._scaled.shape[1]
        near = [self._scaled[:, max(step - BAND, 0) : step + BAND + 1]
                for step in range(min(steps, reach))]  # fmt: skip
        found = [shaped_quantiles(each, self._weights, chances) for each in near]
        every = np.array(found).reshape(-1, len(chances))
        return np.asarray(every[np.minimum(np.arange(steps), reach - 1)].T)

    def within(self, start: dt.date, end: dt.date) -> Flags:
        """Tell which days lie between two dates, both included."""
        return (self.days >= np.datetime64(start)) & (self.days <= np.datetime64(end))

    def total(self, days: Flags) -> float:
        """Give the expected total of some of the days."""
        return float(self.centre[days].sum())

    def totals(self, days: Flags) -> tuple[Values, Values]:
        """Give totals that the past suggests (one a past forecast) and their weights.

        Each is the expected total plus what a forecast of so many steps was off, by its size.
        """
        wanted = np.flatnonzero(days[self.open])
        reach = self._scaled.shape[1]
        steps = np.unique(np.minimum(wanted, reach - 1))
        if len(steps) == 0:
            return np.array([self.total(days)]), np.ones(1)
        ended = ~np.isnan(self.errors.actual[:, steps]).any(axis=1)
        while not ended.any() and len(steps) > 1:
            steps = steps[: len(steps) // 2]
            ended = ~np.isnan(self.errors.actual[:, steps]).any(axis=1)
        off = (self.errors.actual - self.errors.forecast)[np.ix_(ended, steps)].sum(axis=1)
        size = self._root(self.errors.forecast)[np.ix_(ended, steps)].sum(axis=1)
        now = float(self._root(self.centre[days & self.open]).sum())
        farther = float(self.errors.scatter[wanted].mean())
        found = self.total(days) + off / size * now * farther
        return (found if self.negative else np.maximum(found, 0.0)), self._weights[ended]

    def total_range(self, days: Flags, chances: tuple[float, ...] = (0.1, 0.9)) -> Values:
        """Give quantiles of the total of some of the days."""
        found, weights = self.totals(days)
        total = self.total(days)
        low, *rest = weighted_quantiles(found, weights, chances)
        return np.array([min(low, total), *(max(value, total) for value in rest)])

    def chance(self, days: Flags, least: float) -> float:
        """Give the probability that the total of some of the days reaches an amount, 0.01 … 0.99.

        Past errors are smoothed by a normal curve of their own spread (Silverman's rule).
        """
        found, weights = self.totals(days)
        weights = weights / weights.sum()
        mean = float((found * weights).sum())
        spread = float(np.sqrt((weights * (found - mean) ** 2).sum()))
        if spread <= 1e-9:
            return 0.99 if self.total(days) >= least else 0.01
        width = 1.06 * spread * float((1 / (weights**2).sum()) ** -0.2)
        above = ndtr((found - least) / width)
        return float(np.clip((above * weights).sum(), 0.01, 0.99))


def evening(errors: Errors) -> float:
    """Give by what forecasts must be multiplied so that they add up to what came, within bounds."""
    known = ~np.isnan(errors.actual)
    weights = np.repeat(weights_by(errors.age)[:, None], known.shape[1], axis=1)
    came = float((weights * errors.actual)[known].sum())
    forecast = float((weights * errors.forecast)[known].sum())
    if came <= 0 or forecast <= 0:
        return 1.0
    return float(np.clip(came / forecast, *_EVENED))


def weights_by(age: Values) -> Values:
    """Weigh forecasts by how many days ago they were made."""
    return np.asarray(0.5 ** (age / _HALF_LIFE))


def weighted_quantiles(
    values: Values, weights: Values, chances: tuple[float, ...]
) -> npt.NDArray[np.float64]:
    """Give weighted quantiles; a NaN is left out, and of nothing they are all zero."""
    known = ~np.isnan(values)
    if not known.any():
        return np.zeros(len(chances))
    flat, mass = values[known], weights[known]
    order = np.argsort(flat)
    flat, mass = flat[order], mass[order]
    at = (np.cumsum(mass) - 0.5 * mass) / mass.sum()
    return np.interp(chances, at, flat)


def shaped_quantiles(
    values: Values, weights: Values, chances: tuple[float, ...]
) -> npt.NDArray[np.float64]:
    """Give weighted quantiles, drawn some way towards a normal curve of the same mean size.

    `weights` are those of the rows of `values`. A NaN is left out, and of nothing all are zero.
    """
    known = ~np.isnan(values)
    flat = values[known]
    if len(flat) == 0:
        return np.zeros(len(chances))
    mass = np.broadcast_to(weights[:, None], values.shape)[known]
    found = weighted_quantiles(flat, mass, (0.5, *chances))
    size = float(mass @ bounded(flat) / mass.sum())
    normal = found[0] + np.sqrt(np.pi / 2) * size * ndtri(np.array(chances))
    return np.asarray((1 - _NORMAL_PART) * found[1:] + _NORMAL_PART * normal)


def bounded(errors: Values) -> Values:
    """Give sizes of errors, none beyond a few times the median one: a spike widens no range."""
    sizes = np.abs(errors)
    known = sizes[~np.isnan(sizes)]
    if len(known) == 0:
        return sizes
    most = _SPIKE * float(np.median(known))
    return np.minimum(sizes, most) if most > 0 else sizes
