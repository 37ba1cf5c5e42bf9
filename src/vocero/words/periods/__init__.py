"""Period words become dates, in Spanish and English, as people type them on a phone."""

from vocero.words.periods.calendar import whole
from vocero.words.periods.compare import compared_with, same_last_year
from vocero.words.periods.period import Lean, Period, Unit
from vocero.words.periods.resolving import resolve
from vocero.words.periods.scan import Found, find

__all__ = [
    "Found",
    "Lean",
    "Period",
    "Unit",
    "compared_with",
    "find",
    "resolve",
    "same_last_year",
    "whole",
]
