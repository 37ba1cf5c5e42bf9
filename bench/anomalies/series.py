"""Daily series to plant in: public ones of businesses and traffic, and the demo company's own."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vocero.storage.demo.calendar import expected, promoted, promotions, within

Flags = npt.NDArray[np.bool_]
FAMILIES = ("demo", "bike", "expedia", "retail", "traffic")
DEMO_FIRST, DEMO_END = dt.date(2023, 9, 12), dt.date(2026, 9, 16)
_DEMO_SHARES = (1.0, 1.0, 0.45, 0.25, 0.12, 0.12)
_TRAFFIC = {"bicycles", "cars", "power"}
_MOST_ZEROS = 0.4
"""On a series that sells more seldom a multiple of a day plants nothing."""
_LONGEST = 1100


@dataclass(frozen=True, slots=True)
class Series:
    """One number a day; `odd` marks days that are unusual by themselves, where none is planted."""

    family: str
    name: str
    values: pd.Series
    country: str | None
    odd: Flags


def every() -> list[Series]:
    """Give the demo company's series, and all public ones whose packages are installed."""
    return [*_demo(), *_public()]


def _demo() -> Iterator[Series]:
    """Draw bookings of the whole demo company and of parts of it; its promotions are odd days."""
    days = np.arange(np.datetime64(DEMO_FIRST), np.datetime64(DEMO_END))
    level = expected(days)
    for year in range(DEMO_FIRST.year, DEMO_END.year + 1):
        for first, last, factor in promotions(year):
            level[within(days, first, last)] *= factor
    for number, share in enumerate(_DEMO_SHARES):
        drawn = np.random.default_rng(number).poisson(level * share).astype(float)
        values = pd.Series(drawn, pd.DatetimeIndex(days))
        yield Series("demo", f"share {share}, draw {number}", values, "MX", promoted(days))


def _public() -> Iterator[Series]:
    # The loaders belong to the forecasts' benchmark, whose packages need not be installed.
    from bench.forecasts import series as public

    for one in public.every():
        family = "traffic" if one.name in _TRAFFIC else one.family
        values = one.values.iloc[-_LONGEST:]
        if family in FAMILIES and float((values == 0).mean()) < _MOST_ZEROS:
            yield Series(family, one.name, values, one.country, np.zeros(len(values), bool))
