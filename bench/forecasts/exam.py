"""The exam: forecasts of the last days of each series, made when these were not known."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.forecasts.peers import AHEAD, CHANCES, METHODS, OURS, Quantiles
from bench.forecasts.series import Series

ORIGINS = (30, 75, 120, 200, 290)
"""Days before a series' end on which it is forecast."""
LEAST = 200
SPANS = (7, 14, AHEAD)
HOME = Path("var/bench-forecasts")


@dataclass(frozen=True, slots=True)
class Fold:
    """One forecast to make: what is known, and what came."""

    series: Series
    origin: int

    @property
    def history(self) -> pd.Series:
        """What was known."""
        return self.series.values.iloc[: -self.origin]

    @property
    def actual(self) -> np.ndarray:
        """What came, of thirty days."""
        return self.series.values.to_numpy()[-self.origin :][:AHEAD]

    @property
    def key(self) -> str:
        """Its name within the benchmark."""
        return f"{self.series.key}/{self.origin}"


@dataclass(frozen=True, slots=True)
class Forecasted:
    """What a method said, in how many seconds; None if it failed."""

    quantiles: Quantiles | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """A forecast's errors over the spans: `mase`, `crps` and shares of days within ranges."""

    mase: np.ndarray
    crps: np.ndarray
    in80: np.ndarray
    in95: np.ndarray
    below_zero: bool
    range_below_zero: bool


def folds(series: list[Series], origins: tuple[int, ...] = ORIGINS) -> list[Fold]:
    """Give the forecasts to make: those with enough history left."""
    return [
        Fold(one, origin)
        for one in series
        for origin in origins
        if len(one.values) - origin >= LEAST
    ]


def forecasts(method: str, asked: list[Fold], *, kept: bool) -> Iterator[Forecasted]:
    """Give a method's forecasts; a peer's of an earlier run are taken if they are `kept`."""
    before = _kept(method) if kept and method != OURS else {}
    made = {}
    for fold in asked:
        found = before.get(fold.key) or _made(method, fold)
        made[fold.key] = found
        yield found
    _keep(method, before | made)


def _made(method: str, fold: Fold) -> Forecasted:
    began = time.perf_counter()
    try:
        found = METHODS[method](fold.history, fold.series.country)
    except Exception as failure:  # noqa: BLE001 — a peer may fail in any way; that is a result
        print(f"{method} failed on {fold.key}: {failure!r:.200}", flush=True)
        return Forecasted(None, time.perf_counter() - began)
    seconds = time.perf_counter() - began
    sound = found.shape == (len(CHANCES), AHEAD) and np.isfinite(found).all()
    return Forecasted(found if sound else None, seconds)


def score(fold: Fold, quantiles: Quantiles) -> Score:
    """Score a forecast over a week, a fortnight and a month of it.

    What lies below zero is counted and then taken as zero, as anybody would do with a peer's
    forecast, where the history has nothing below zero.
    """
    known, actual = fold.history.to_numpy(), fold.actual
    unit = np.abs(known[7:] - known[:-7]).mean()
    whole = bool((known >= 0).all())
    given = np.maximum(quantiles, 0) if whole else quantiles
    lo95, lo80, path, hi80, hi95 = given
    error = np.abs(actual - path) / unit
    chance = np.array(CHANCES)[:, None]
    off = actual - given
    pinball = 2 * np.maximum(chance * off, (chance - 1) * off).mean(axis=0) / unit
    spans = [np.array([days[:span].mean() for span in SPANS]) for days in (
        error, pinball, (lo80 <= actual) & (actual <= hi80), (lo95 <= actual) & (actual <= hi95)
    )]  # fmt: skip
    return Score(
        *spans,
        below_zero=whole and bool((quantiles[2] < 0).any()),
        range_below_zero=whole and bool((quantiles < 0).any()),
    )


def _file(method: str) -> Path:
    return HOME / f"{method.replace(' ', '-').lower()}.json"


def _keep(method: str, made: dict[str, Forecasted]) -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    plain = {
        key: [None if one.quantiles is None else one.quantiles.tolist(), one.seconds]
        for key, one in made.items()
    }
    _file(method).write_text(json.dumps(plain), "utf-8")


def _kept(method: str) -> dict[str, Forecasted]:
    if not _file(method).exists():
        return {}
    plain = json.loads(_file(method).read_text("utf-8"))
    return {
        key: Forecasted(None if given is None else np.array(given), seconds)
        for key, (given, seconds) in plain.items()
    }
