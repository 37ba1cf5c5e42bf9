"""What a run of digits and separators means: a date, a month, a year, a number."""

import re
from datetime import date

from vocero.words.normal import words
from vocero.words.periods.calendar import day_of, months
from vocero.words.periods.terms import (
    OTHER,
    Code,
    DayMonth,
    Exact,
    Mark,
    Number,
    Ordinal,
    Term,
    Year,
)

_ORDINAL_ENDINGS = words("er ero era ro ra do da to ta vo va mo ma no na o a os as st nd rd th °")
_UNIT_ENDINGS = {"d": "dias", "dias": "dias", "days": "days", "sem": "semanas", "w": "weeks"}
_LEAP_YEAR = 2024
_SEPARATORS = re.compile(r"[-/.,:]")
_CODES = {"q": "quarter", "t": "quarter", "h": "half", "s": "half"}


def is_year(value: int) -> bool:
    """Tell whether a bare number is plausible as a calendar year."""
    return 1900 <= value <= 2099


def code(letter: str, digit: str) -> Term:
    """Give the quarter or half of a code such as Q3 or 1S."""
    value = int(digit)
    if _CODES[letter] == "half":
        return Code("half", value) if value <= 2 else OTHER
    return Code("quarter", value)


def digits(chunk: str, *, beside_month: bool) -> tuple[Term, ...]:
    """Give the terms of a chunk such as "15", "7/8/2026", "2026-03", "1-15".

    `beside_month` says that a month's name stands before or after: "1-5 marzo" is a range of days.
    """
    parts = _SEPARATORS.split(chunk)
    marks = set(_SEPARATORS.findall(chunk))
    if len(parts) == 1:
        return (_whole(chunk),)
    if ":" in marks or len(marks) > 1 or max(map(len, parts)) > 4:
        return (OTHER,)
    mark = marks.pop()
    if mark == ",":
        return (
            (Number(int(parts[0]), len(parts[0])), _whole(parts[1])) if _is_us(parts) else (OTHER,)
        )
    if len(parts) == 3:
        return (_full_date(parts),)
    if len(parts) == 2:
        return _pair(parts, mark, beside_month=beside_month)
    return (OTHER,)


def suffixed(number: str, ending: str) -> tuple[Term, ...] | str | None:
    """Give what digits with letters mean: an ordinal, the unit word they abbreviate, or None."""
    if ending in _ORDINAL_ENDINGS:
        return (Ordinal(int(number), len(number)),) if 1 <= int(number) <= 31 else (OTHER,)
    return _UNIT_ENDINGS.get(ending)


def _whole(text: str) -> Term:
    value = int(text) if len(text) <= 4 else 10_000
    if value >= 10_000:
        return OTHER
    if len(text) == 4:
        return Year(value) if is_year(value) else OTHER
    return Number(value, len(text))


def _is_us(parts: list[str]) -> bool:
    return len(parts) == 2 and len(parts[0]) <= 2 and len(parts[1]) == 4


def _full_date(parts: list[str]) -> Term:
    first, second, third = parts
    if len(first) == 4 and len(second) <= 2 and len(third) <= 2:
        year, month, day = int(first), int(second), int(third)
    elif len(first) <= 2 and len(second) <= 2 and len(third) in (2, 4):
        day, month, year = int(first), int(second), int(third)
        year += 2000 if len(third) == 2 else 0
    else:
        return OTHER
    found = day_of(year, month, day) if is_year(year) else None
    return Exact(found) if found else OTHER


def _pair(parts: list[str], mark: str, *, beside_month: bool) -> tuple[Term, ...]:
    first, second = parts
    if len(first) == 4 and len(second) == 4 and mark == "-":
        return (_whole(first), Mark("dash"), _whole(second))
    if 4 in (len(first), len(second)):
        year, month = (first, second) if len(first) == 4 else (second, first)
        return (_month(int(year), int(month), len(month)),)
    if len(first) > 2 or len(second) > 2:
        return (OTHER,)
    day, month_number = int(first), int(second)
    fits = _fits(day, month_number)
    if mark == "-" and (beside_month or not fits):
        return (Number(day, len(first)), Mark("dash"), Number(month_number, len(second)))
    if not fits or (mark == "." and (len(first), len(second)) != (2, 2)):
        # "1.5" is an amount; only "01.05" looks like a date.
        return (OTHER,)
    return (DayMonth(day, month_number),)


def _month(year: int, month: int, width: int) -> Term:
    if not is_year(year) or width > 2 or not 1 <= month <= 12:
        return OTHER
    return Exact(months(year, month, 1, "month"))


def _fits(day: int, month: int) -> bool:
    if not 1 <= month <= 12 or day < 1:
        return False
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
