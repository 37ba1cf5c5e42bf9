"""What a word can mean inside a period, independent of the language it was said in."""

from dataclasses import dataclass
from typing import Literal

from vocero.words.periods.period import Period, Unit

MarkName = Literal[
    "last", "before_last", "next", "this", "same", "ago", "in", "since", "to", "until",
    "between", "and", "dash", "to_date", "start_of", "end_of", "rest_of", "several", "period",
    "first", "one_before", "other",
]  # fmt: skip
MonthStyle = Literal["es", "en", "both"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that relates others: last, next, since, to …

    `leads` tells that it stands only before what it relates to: "last", never "week last".
    """

    name: MarkName
    leads: bool = False


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A calendar unit; `short` is the ambiguous "sem", `many` a plural."""

    unit: Unit
    many: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; `width` its digits as typed (0 in words), `of` that "de" led to it."""

    value: int
    width: int = 0
    of: bool = False


@dataclass(frozen=True, slots=True)
class Ordinal:
    """First, second … thirty-first; `width` is its digits as typed (0 in words)."""

    value: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year."""

    value: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month's name; `style` is the language it can belong to, `dated` that "on" led to it."""

    value: int
    style: MonthStyle
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday's name, Monday 0."""

    value: int


@dataclass(frozen=True, slots=True)
class Code:
    """A quarter or half by its code: Q3, 2T, H1, S2."""

    unit: Unit
    value: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day by its distance from today: hoy 0, ayer -1."""

    offset: int


@dataclass(frozen=True, slots=True)
class Exact:
    """A date, or a month, written in numbers with its year."""

    period: Period


@dataclass(frozen=True, slots=True)
class DayMonth:
    """A date written in numbers without its year."""

    day: int
    month: int


@dataclass(frozen=True, slots=True)
class Named:
    """A holiday by name."""

    name: str


Term = (
    Mark
    | UnitWord
    | Number
    | Ordinal
    | Year
    | Month
    | Weekday
    | Code
    | Day
    | Exact
    | DayMonth
    | Named
)
OTHER = Mark("other")
