"""The periods of a message: resolved, or refused; never guessed."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from vocero.conversation.said import Entity, Said
from vocero.errors import UnknownPeriodError
from vocero.words.normal import fold
from vocero.words.periods import (
    Found,
    Lean,
    Period,
    compared_with,
    find,
    resolve,
    same_last_year,
)

_EACH = re.compile(
    r"\b(?:(?:por|cada|by|per) (?:d[ií]a|semana|mes|day|week|month)|"
    r"d[ií]a (?:por|a) d[ií]a|semana (?:por|a) semana|mes (?:por|a) mes|"
    r"day by day|week by week|month by month)\b",
    re.IGNORECASE,
)
_UNIT_OF = {"dia": "day", "day": "day", "semana": "week", "week": "week", "mes": "month",
            "month": "month"}  # fmt: skip
_ONE_BEFORE = re.compile(
    r"(the )?(week|month|day|quarter|year) before\b|(la|el) (anterior|previ[ao])\b"
)
_LAST_YEAR = re.compile(r"(el |del )?(ano pasado|ano anterior|last year)")
_THE_SAME = re.compile(r"\b(lo mismo|same)( thing)?( (de|del|en|for|from|but))?\W*(el|la)?\W*$")
_JOINS = re.compile(
    r"\W*(y|e|and|&|,|vs\.?|contra)\W*((las? )?(de|del|en|in|of|for)\b)?\W*(el|la|the)?\W*"
)
_BARE = re.compile(r"\d{1,3}")
"""A number alone where days ahead are meant: "PREDICCION 30"."""
_SAME = re.compile(r"\b(mism[oa]s? (periodo|fechas?)|same (period|dates?))\b")
_HABIT = re.compile(
    r"\blos (lunes|martes|miercoles|jueves|viernes|sabados|domingos)\b(?! (pasad|anterior))|"
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b"
)
_CUSTOMER = re.compile(r"\b(clientes?|clients?|customers?)\W*$")
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
    text = _EACH.sub(lambda m: " " * len(m[0]), said.text)
    found = find(text, today, lean)
    result: list[Period] = []
    for entity in said.entities:
        words = text[entity.start : entity.end] if entity.end else entity.value
        if entity.kind not in {"period", "horizon"} or not words.strip():
            continue
        relative = _relative(said, entity, result, base, today)
        for period in relative or _read(words, entity, found, today, lean):
            if period not in result:
                result.append(period)
    _refuse_leftovers(said)
    return result or [f.period for f in found]


def each(text: str) -> str | None:
    """Give the unit of time by which a breakdown was asked for ("por semana", "mes por mes")."""
    found = _EACH.search(text)
    return None if found is None else _UNIT_OF[fold(found[0]).split()[-1]]


def _relative(
    said: Said, entity: Entity, result: Sequence[Period], base: Period | None, today: dt.date
) -> list[Period]:
    """Give what a mark means beside the period before it, or beside the last report's."""
    around = fold(said.text[entity.start : entity.end + 8])
    if result and _ONE_BEFORE.match(around):
        return [compared_with(result[-1], today)]
    beside = result[-1] if result else base
    if beside is None:
        return []
    if _SAME.search(fold(entity.value)):
        return [same_last_year(beside)]
    last_year = _LAST_YEAR.fullmatch(fold(entity.value).strip())
    if last_year and _THE_SAME.search(fold(said.before(entity))) and beside.unit != "year":
        return [same_last_year(beside)]
    return []


def _read(
    words: str, entity: Entity, found: Sequence[Found], today: dt.date, lean: Lean
) -> list[Period]:
    """Resolve one mark: in full where it is too short, in part where it holds another word."""
    if entity.kind == "horizon" and _BARE.fullmatch(words.strip()):
        words = f"{words} días"
        period = resolve(words, today, "future")
        return [] if period is None else [period]
    wider = [f.period for f in found if f.start <= entity.start and entity.end <= f.end]
    period = wider[0] if wider else resolve(words, today, lean)
    if period is not None:
        return [period]
    inside = [f for f in found if entity.start <= f.start and f.end <= entity.end]
    if not inside or _speaks_of_time(words, inside, entity.start):
        raise UnknownPeriodError(words=entity.value)
    return [f.period for f in inside]


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
        if _CUSTOMER.search(fold(said.text[: year.start()])):
            continue
        covered = any(e.start <= year.start() and year.end() <= e.end for e in said.entities)
        if not covered and not 1900 <= int(year[0]) <= 2099:
            raise UnknownPeriodError(words=year[0])
