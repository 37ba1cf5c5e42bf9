"""What a picture shows, with every text already in the reader's language; drawn in `drawing`."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["main", "past", "up", "down", "rest", "ahead", "band"]
"""What a mark stands for; `style` gives each a colour that the colour-blind can tell apart."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, what is written at its end, and a second bar below it."""

    name: str
    value: float
    text: str
    tone: Tone = "main"
    past: float | None = None
    past_text: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under each other, the first on top. `key` names the two tones where there are two."""

    bars: tuple[Bar, ...]
    key: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that is named: its position on the line and its text."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A line over time, and the one before it in grey. None in a line is a gap.

    `ticks` are positions and their dates, `levels` heights and their amounts. `open_ends` are
    positions whose stretch of time is not whole. `ahead` is a second line, of what is expected, and
    `band` the lowest and highest at each of its points.
    """

    values: tuple[float | None, ...]
    past: tuple[float | None, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    levels: tuple[tuple[float, str], ...]
    key: tuple[tuple[str, Tone], ...] = ()
    open_ends: tuple[int, ...] = ()
    ahead: tuple[float | None, ...] = ()
    band: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a waterfall: from where to where, and its text."""

    name: str
    start: float
    end: float
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From one total to another, step by step."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it says in words, and its body. `note` stands small at the bottom."""

    title: str
    subtitle: str
    body: Bars | Lines | Waterfall
    note: str = ""
