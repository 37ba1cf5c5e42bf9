"""The period itself: two dates, both included, and what kind of stretch they are."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal[
    "day",
    "week",
    "fortnight",
    "month",
    "bimester",
    "quarter",
    "half",
    "year",
    "weekend",
    "holiday",
    "range",
]
Lean = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days from `start` to `end`, both included.

    `unit` says which calendar unit was meant ("fortnight" is a quincena, "range" any free
    stretch); `to_date` that a unit which holds today was cut at today; `name` which holiday it
    is, so that its dates in another year can be computed.
    """

    start: date
    end: date
    unit: Unit = "range"
    to_date: bool = False
    name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.start > self.end:
            message = f"a period cannot end ({self.end}) before it starts ({self.start})"
            raise ValueError(message)

    @property
    def days(self) -> int:
        """How many days the period has, both ends counted."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked, and in which direction its bare names lean."""

    today: date
    lean: Lean = "past"
