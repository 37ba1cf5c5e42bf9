"""Real daily series: those on which the presets were searched, and those nobody looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from bench.forecasts import business, nature

FAMILIES = ("bike", "expedia", "retail", "other")


@dataclass(frozen=True, slots=True)
class Series:
    """A daily series without gaps; `country` names its holidays.

    `searched` tells whether the forecaster's presets were chosen on it: on such a series its score
    is too good to be repeated.
    """

    family: str
    name: str
    searched: bool
    country: str | None
    values: pd.Series

    @property
    def key(self) -> str:
        """Its name within the benchmark."""
        return f"{self.family}/{self.name}"


def every() -> list[Series]:
    """Give all series, in a fixed order."""
    return list(_every())


def _every() -> Iterator[Series]:
    for name, values in business.bikes():
        yield Series("bike", name, True, "US", filled(values))
    for name, values, searched in business.hotel_searches():
        yield Series("expedia", name, searched, "US", filled(values))
    for name, values, searched in business.shop():
        yield Series("retail", name, searched, "GB", filled(values))
    for name, values, country in nature.searched():
        yield Series("other", name, True, country, filled(values))
    for name, values, country in nature.fresh():
        yield Series("other", name, False, country, filled(values))


def filled(values: pd.Series) -> pd.Series:
    """Give every day between the first and the last; a day without a row had nothing on it."""
    days = pd.DatetimeIndex(values.index).normalize()
    summed = values.groupby(days).sum()
    whole = pd.date_range(days.min(), days.max(), freq="D")
    return summed.reindex(whole).fillna(0.0).astype(float)
