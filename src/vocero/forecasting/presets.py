"""The covariances to choose from, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import TypeAdapter

Scale = Literal["raw", "root", "log"]
NOISE = 0.3
_WANDERS = 50.0
LEVEL = 4.0
"""The variance of the height at which a series lies, in units of its own."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One covariance; what its numbers mean stands in `presets.toml`."""

    scale: Scale
    level: float
    level_days: float
    swing: float
    swing_days: float
    week: float
    week_drift: float
    week_days: float
    year: float
    year_smooth: float
    year_days: float
    week_in_year: float
    trend: float
    named: float
    common: float

    @property
    def wanders(self) -> bool:
        """Whether the level moves so far that it outweighs everything else."""
        return self.level >= _WANDERS


@cache
def presets() -> tuple[Preset, ...]:
    """Give all presets, in their order; a malformed file raises pydantic's ValidationError."""
    text = resources.files("vocero.forecasting").joinpath("presets.toml").read_text("utf-8")
    return TypeAdapter(tuple[Preset, ...]).validate_python(tomllib.loads(text)["preset"])
