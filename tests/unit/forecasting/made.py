"""Daily series that the tests make: same seed, same series."""

import datetime as dt

import numpy as np
import pandas as pd
from dateutil.easter import easter

WEEK = np.array([0.8, 0.7, 0.75, 0.9, 1.2, 1.5, 1.15])
FIXED_HOLIDAYS = ("05-01", "09-16")


def daily(values: object, start: str = "2024-01-01", tz: str | None = None) -> pd.Series:
    """A series of one value a day."""
    found = np.asarray(values, dtype=float)
    return pd.Series(found, index=pd.date_range(start, periods=len(found), tz=tz))


def counts(days: int, mean: float = 20, seed: int = 0) -> np.ndarray:
    """Poisson counts without any pattern."""
    return np.random.default_rng(seed).poisson(mean, days).astype(float)


def tours(days: int, seed: int = 0, start: str = "2023-01-01") -> pd.Series:
    """A tour operator: weekends, a season, twice as much over Easter, two days of rest."""
    chance = np.random.default_rng(seed)
    index = pd.date_range(start, periods=days)
    season = 1 + 0.35 * np.sin(2 * np.pi * (index.day_of_year.to_numpy() - 60) / 365.25)
    noise = np.exp(0.08 * chance.standard_normal(days))
    values = 200 * WEEK[index.day_of_week] * season * noise
    for year in sorted(set(index.year)):
        sunday = pd.Timestamp(easter(year))
        values[(index >= sunday - pd.Timedelta(days=3)) & (index <= sunday)] *= 2.0
    values[np.isin(index.strftime("%m-%d"), FIXED_HOLIDAYS)] *= 0.4
    return pd.Series(np.round(values), index=index)


def shop(days: int, seed: int = 0, start: str = "2023-01-01") -> pd.Series:
    """A shop shut on Sundays that grows, doubles before Christmas, and counts few things a day."""
    chance = np.random.default_rng(seed)
    index = pd.date_range(start, periods=days)
    december = np.array([day.month == 12 and day.day <= 23 for day in index])
    growth = np.exp(np.arange(days) / days)
    mean = 12 * WEEK[index.day_of_week] * growth * np.where(december, 2.0, 1.0)
    values = chance.negative_binomial(6, 6 / (6 + mean)).astype(float)
    return pd.Series(np.where(index.day_of_week == 6, 0.0, values), index=index)


def naive(history: pd.Series, days: int) -> np.ndarray:
    """What last week repeated would say."""
    return np.resize(history.to_numpy()[-7:], days)


def mase(history: pd.Series, actual: object, said: object) -> float:
    """The mean error of a forecast, in units of the history's mean change in a week."""
    known = history.to_numpy()
    unit = np.abs(known[7:] - known[:-7]).mean()
    return float(np.abs(np.asarray(said) - np.asarray(actual)).mean() / unit)


def on(series: pd.Series, day: dt.date) -> float:
    """The value of a day."""
    return float(series[pd.Timestamp(day)])
