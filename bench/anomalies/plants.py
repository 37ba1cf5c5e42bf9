"""Where oddities are planted, how large they are, and how large the days' own noise is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.anomalies.series import Flags, Series

Values = npt.NDArray[np.float64]
Kind = Literal["spike", "drop", "shift"]
KINDS: tuple[Kind, ...] = ("spike", "spike", "drop", "drop", "shift")
YEAR = 365
VISIBLE = 4.0
"""A planted change of so many times the usual noise of as many days is one that shows."""
_APART = 12
_LONGEST_SHIFT = 28


@dataclass(frozen=True, slots=True)
class Plant:
    """Days start … end − 1 that were changed, upwards (1) or downwards (−1)."""

    kind: Kind
    start: int
    end: int
    sign: int
    factor: float
    visible: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A series with what was planted in its last year."""

    series: Series
    values: pd.Series
    plants: tuple[Plant, ...]


def planted(series: Series, seed: int) -> Trial:
    """Plant two spikes, two drops and a shift in the last year, none near another."""
    chance = np.random.default_rng([seed, *series.name.encode()])
    values = series.values.to_numpy(np.float64).copy()
    usual = _levels(values)
    taken = series.odd.copy()
    found = []
    for kind in KINDS:
        plant = _placed(kind, values, usual, taken, chance)
        if plant is not None:
            found.append(plant)
            taken[max(plant.start - _APART, 0) : plant.end + _APART] = True
    whole = bool((values == np.round(values)).all())
    for plant in found:
        changed = values[plant.start : plant.end] * plant.factor
        values[plant.start : plant.end] = np.round(changed) if whole else changed
    return Trial(series, pd.Series(values, series.values.index), tuple(sorted(found, key=_start)))


def _start(plant: Plant) -> int:
    return plant.start


def _placed(
    kind: Kind, values: Values, usual: Values, taken: Flags, chance: np.random.Generator
) -> Plant | None:
    """Draw a plant and a place on days with something on them; give up after many tries."""
    length, factor = _drawn(kind, chance)
    noise = _noise(values, usual, length)
    for _ in range(200):
        start = int(chance.integers(len(values) - YEAR, len(values) - length + 1))
        days = slice(start, start + length)
        empty = values[days] == 0
        if taken[days].any() or (empty.any() if length < 7 else empty.mean() > 0.5):
            continue
        change = abs(factor - 1) * values[days].sum()
        visible = change >= VISIBLE * noise * np.sqrt(usual[days].sum())
        sign = 1 if factor > 1 else -1
        return Plant(kind, start, start + length, sign, factor, bool(visible))
    return None


def _drawn(kind: Kind, chance: np.random.Generator) -> tuple[int, float]:
    if kind == "spike":
        return 1, float(chance.uniform(1.6, 3.0))
    if kind == "drop":
        return int(chance.integers(1, 4)), float(chance.uniform(0.2, 0.5))
    size = float(chance.uniform(0.3, 0.5))
    return int(chance.integers(10, _LONGEST_SHIFT + 1)), 1 + size * float(chance.choice([-1, 1]))


def _levels(values: Values) -> Values:
    """Give about how much a day usually has: the mean of four weeks around it."""
    around = pd.Series(values).rolling(29, center=True, min_periods=8).mean()
    return np.maximum(around.to_numpy(np.float64), 1e-9)


def _noise(values: Values, usual: Values, length: int) -> float:
    """Give the usual noise of so many days' sum, in roots of what the days usually have.

    It is how far such sums are from the mean of those whole weeks before and after: no detector's
    own idea of noise.
    """
    weeks = 7 * int(np.ceil(length / 7))
    sums = np.convolve(values, np.ones(length), "valid")
    sizes = np.sqrt(np.convolve(usual, np.ones(length), "valid"))
    middle = sums[weeks:-weeks]
    off = (middle - (sums[: -2 * weeks] + sums[2 * weeks :]) / 2) / np.sqrt(1.5)
    scaled = off / sizes[weeks:-weeks]
    return float(1.4826 * np.median(np.abs(scaled[middle > 0])))
