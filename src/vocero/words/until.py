"""Until when something is to be left: "hasta el lunes", "por 3 horas", "two weeks"."""

import datetime as dt
import re

from vocero.words.normal import fold
from vocero.words.numbers import count
from vocero.words.periods import find

_UNITS = (
    ("minutes", r"minutos?|min|mins|minutes?"), ("hours", r"horas?|hrs?|hours?"),
    ("days", r"dias?|days?"), ("weeks", r"semanas?|weeks?"),
)  # fmt: skip
_LASTS = tuple(
    (unit, re.compile(rf"\b(\d{{1,3}}|un|una|dos|tres|cuatro|cinco|seis|a|an|one|two|three|four|"
                      rf"five|six) (?:{words})\b"))
    for unit, words in _UNITS
)  # fmt: skip
_MONTH = re.compile(r"\b(?:un|a|one|1) (?:mes|month)\b")
_UNTIL = re.compile(r"\b(?:hasta|until|till?)\b")
_BEGINS = dt.time(8)
"""When a day begins on which something is heard again."""


def until(text: str, now: dt.datetime) -> dt.datetime | None:
    """Give the wall-clock moment until which something rests; None when none is said.

    A length counts from now; a day or a period is waited for: it is over when that begins. `now`
    is a wall clock's moment with its zone.
    """
    plain = fold(text)
    for unit, pattern in _LASTS:
        found = pattern.search(plain)
        number = count({"un": "1", "una": "1", "a": "1", "an": "1"}.get(found[1], found[1])) if (
            found
        ) else None
        if number:
            later = now + dt.timedelta(**{unit: number})
            return later if unit in {"minutes", "hours"} else _morning(later.date(), now)
    if _MONTH.search(plain):
        return _morning(now.date() + dt.timedelta(days=30), now)
    goes_on = _UNTIL.search(plain)
    named = find(plain[goes_on.end() :] if goes_on else plain, now.date(), "future")
    if not named:
        return None
    period = named[0].period
    first = period.start if period.start > now.date() else period.end + dt.timedelta(days=1)
    return _morning(first, now)


def _morning(day: dt.date, now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(day, _BEGINS, tzinfo=now.tzinfo)
