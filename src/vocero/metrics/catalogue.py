"""The metric catalogue as objects: names, formulas, units, explanations, permissions.

Adding a metric is adding an entry to `catalogue.toml` (and a measure, if it needs a new one).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from vocero.metrics.measures import MEASURES
from vocero.storage.contract import VIEWS

Unit = Literal["money", "count", "percent"]
TIME = ("day", "week", "month")
DIMENSIONS = ("branch", "team", "agent", "partner", "product", "destination", "customer",
              "channel", "region", "status", *TIME)  # fmt: skip


_MONEY = frozenset({"cancelled_amount", "booked_amount", "travelling_amount", "target",
                    "pace_needed", "booked_ahead", "repeat_sales"})  # fmt: skip
"""Measures and goals that are amounts and no metrics."""
Kind = Literal["measure", "difference", "ratio", "goal"]


class _Text(BaseModel):
    name: str
    explain: str


class _Entry(BaseModel):
    """An entry as written in the file; an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid")

    formula: dict[Kind, str | tuple[str, ...]]
    unit: Unit
    good: Literal["up", "down", "none"]
    capability: str
    dimensions: tuple[str, ...] = ()
    lean: Literal["past", "future"] = "past"
    es: _Text
    en: _Text


@dataclass(frozen=True, slots=True)
class Formula:
    """How a metric comes from its parts: `measure`, `difference`, `ratio` or `goal`."""

    kind: Kind
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure that can be asked for, with all that is said about it."""

    key: str
    formula: Formula
    unit: Unit
    good: Literal["up", "down", "none"]
    capability: str
    names: Mapping[str, str]
    explanations: Mapping[str, str]
    dimensions: tuple[str, ...]
    lean: Literal["past", "future"]

    @property
    def additive(self) -> bool:
        """Whether parts add up to the whole, so that shares make sense."""
        return self.formula.kind in {"measure", "difference"}


@cache
def metrics() -> Mapping[str, Metric]:
    """Give every metric by its key, in the catalogue's order."""
    text = resources.files("vocero.metrics").joinpath("catalogue.toml").read_text("utf-8")
    entries = {key: _Entry.model_validate(raw) for key, raw in tomllib.loads(text).items()}
    formulas = {key: _formula(entry) for key, entry in entries.items()}
    return MappingProxyType({key: _metric(key, entry, formulas) for key, entry in entries.items()})


def unit_of(key: str) -> Unit:
    """Give the unit of a metric or a measure."""
    if key in metrics():
        return metrics()[key].unit
    return "money" if key in _MONEY else "count"


def measures_of(key: str) -> tuple[str, ...]:
    """List the measures that a metric (or a measure itself) is made of, each once."""
    if key not in metrics():
        return (key,)
    return _measures(metrics()[key].formula, {k: m.formula for k, m in metrics().items()})


def _formula(entry: _Entry) -> Formula:
    ((kind, parts),) = entry.formula.items()
    return Formula(kind, (parts,) if isinstance(parts, str) else parts)


def _measures(formula: Formula, formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in formula.parts:
        if formula.kind != "measure" and part in formulas:
            found |= dict.fromkeys(_measures(formulas[part], formulas))
        else:
            found[part] = None
    return tuple(found)


def _metric(key: str, entry: _Entry, formulas: Mapping[str, Formula]) -> Metric:
    return Metric(
        key=key,
        formula=formulas[key],
        unit=entry.unit,
        good=entry.good,
        capability=entry.capability,
        names={"es": entry.es.name, "en": entry.en.name},
        explanations={"es": entry.es.explain, "en": entry.en.explain},
        dimensions=entry.dimensions or _sensible(_measures(formulas[key], formulas)),
        lean=entry.lean,
    )


def _sensible(used: tuple[str, ...]) -> tuple[str, ...]:
    """Give the dimensions that every view behind the measures has."""
    views = {MEASURES[name].view for name in used}
    open_start = any(MEASURES[name].open_start for name in used)
    return tuple(
        dimension
        for dimension in DIMENSIONS
        if (dimension in TIME and not open_start) or all(dimension in VIEWS[view] for view in views)
    )
