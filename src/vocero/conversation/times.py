"""The periods of a message: resolved, or refused; never guessed."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from vocero.conversation.said import Said
from vocero.errors import UnknownPeriodError
from vocero.words.normal import fold
from vocero.words.periods import Found, Lean, Period, find, resolve, same_last_year

_JOINS = re.compile(
    r"\W*(y|e|and|&|,|vs\.?|contra)\W*((las? )?(de|del|en|in|of|for)\b)?\W*(el|la|the)?\W*"
)
_SAME = re.compile(r"\b(mism[oa]s? (periodo|fechas?)|same (period|dates?))\b")
_HABIT = re.compile(
    r"\blos (lunes|martes|miercoles|jueves|viernes|sabados|domingos)\b(?! (pasad|anterior))|"
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b"
)
_YEARLIKE = re.compile(r"(?<![\w.,$-])\d{4}(?![\w.,-]|\s*(mil|k|pesos|mxn|usd|eur|%))")
_TIME_WORD = re.compile(
    r"\d|\b(lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|dias?|semanas?|quincenas?|"
    r"mes|meses|trimestres?|semestres?|anos?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"septiembre|octubre|noviembre|diciembre|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|"
    r"saturdays?|sundays?|days?|weeks?|months?|quarters?|years?|weekends?|cada|every|each)\b"
)


def periods(said: Said, today: dt.date, lean: Lean, base: Period | None = None) -> list[Period]:
    """Resolve the periods that were said, in their order; [] when none was.

    Raises UnknownPeriodError when words that name a period give none: a wrong period would be a
    wrong number.
    """
    found = find(said.text, today, lean)
    result: list[Period] = []
    marked = [e for e in said.entities if e.kind in {"period", "horizon"}]
    for entity in marked:
        if base is not None and _SAME.search(fold(entity.value)):
            result.append(same_last_year(result[-1] if result else base))
            continue
        wider = [f.period for f in found if f.start <= entity.start and entity.end <= f.end]
        period = wider[0] if wider else resolve(entity.value, today, lean)
        if period is None:
            inside = [f for f in found if entity.start <= f.start and f.end <= entity.end]
            if not inside or _speaks_of_time(entity.value, inside, entity.start):
                raise UnknownPeriodError(words=entity.value)
            result += [f.period for f in inside if f.period not in result]
        elif period not in result:
            result.append(period)
    _refuse_leftovers(said)
    return result or [f.period for f in found]


def joined(said: Said, today: dt.date, lean: Lean) -> bool:
    """Tell whether two periods were named as a pair ("agosto y julio")."""
    found = find(said.text, today, lean)
    between = [fold(said.text[a.end : b.start]) for a, b in pairwise(found)]
    return any(_JOINS.fullmatch(words) for words in between)


def _speaks_of_time(words: str, inside: Sequence[Found], offset: int) -> bool:
    """Tell whether what is left of a mark around its periods still names a time."""
    rest = words
    for found in reversed(inside):
        rest = rest[: found.start - offset] + " " + rest[found.end - offset :]
    return _TIME_WORD.search(fold(rest)) is not None


def _refuse_leftovers(said: Said) -> None:
    """Refuse words of time that nothing understood, such as "los martes" or "1850"."""
    habit = _HABIT.search(fold(said.text))
    if habit is not None and not said.intent.startswith("subscribe"):
        raise UnknownPeriodError(words=said.text[habit.start() :].strip()[:40])
    for year in _YEARLIKE.finditer(said.text):
        covered = any(e.start <= year.start() and year.end() <= e.end for e in said.entities)
        if not covered and not 1900 <= int(year[0]) <= 2099:
            raise UnknownPeriodError(words=year[0])
