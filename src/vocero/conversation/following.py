"""Follow-ups change just a part of the last question: "¿y ayer?", "por sucursal", "only Cancún"."""

import datetime as dt
import re
from dataclasses import replace

from vocero.conversation.comparing import aligned
from vocero.conversation.said import Said
from vocero.conversation.times import periods
from vocero.conversation.understanding import dimension, leaning, number, statuses
from vocero.metrics.catalogue import metrics
from vocero.reports.desk import settled
from vocero.words.normal import fold
from vocero.words.periods import Period
from vocero.words.question import Question, asks_worst

_EVERYTHING = re.compile(
    r"\b(en total|el total|todas?( las| los)? (sucursales|equipos|agentes|regiones|agencias|"
    r"destinos|tours)|toda la empresa|overall|in total|all (the )?(branches|teams|agents|regions|"
    r"partners|destinations|tours)|whole company)\b"
)


def refined(said: Said, last: Question, today: dt.date) -> Question | None:
    """Give the last question with the parts that were said changed; None when nothing was.

    Members are not among them: they need the person's scope (`understanding.with_members`).
    Raises UnknownPeriodError like `understanding.periods`.
    """
    question = replace(last, kind="bookings", booking_ref=None) if last.kind == "booking" else last
    changed = bool(said.all("member"))
    found = periods(said, today, leaning(question, said.text), last.period)
    if found:
        question, changed = _over(_looking_back(question, found, today), found), True
    named = next((e.value for e in said.all("metric") if e.value in metrics()), None)
    if named is not None:
        question, changed = _about(question, named), True
    grouped = dimension(said)
    if grouped is not None:
        question, changed = replace(question, dimension=grouped), True
    filters = statuses(said, question.kind)
    if filters.wanted or filters.unwanted:
        question = replace(question, statuses=filters.wanted, excluded_statuses=filters.unwanted)
        changed = True
    if said.first("currency") is not None:
        question, changed = replace(question, currency=said.first("currency")), True
    if _EVERYTHING.search(fold(said.text)):
        question = replace(question, members=(), excluded=(), dimension=None)
        changed = True
    if question.kind == "ranking" and (number(said) or asks_worst(said.text)):
        question = replace(question, count=number(said) or question.count,
                           worst=asks_worst(said.text))  # fmt: skip
        changed = True
    return question if changed else None


def _looking_back(question: Question, found: list[Period], today: dt.date) -> Question:
    """Ask what was, where the last question was what will be and the new days are over."""
    if question.kind != "forecast" or found[0].end >= today:
        return question
    return settled(replace(question, kind="sales"))


def _over(question: Question, found: list[Period]) -> Question:
    if question.kind == "comparison" and len(found) >= 2:
        return replace(question, period=found[0], other=aligned(found[0], found[1]))
    return replace(question, period=found[0], other=None)


def _about(question: Question, metric: str) -> Question:
    """Ask the same of another figure; a breakdown that it does not know is dropped."""
    if question.kind in {"ranking", "comparison"}:
        return replace(question, metric=metric)
    kind = question.kind if question.kind != "goal" else "sales"
    changed = settled(replace(question, kind=kind, metric=metric))
    if changed.dimension and changed.dimension not in metrics()[metric].dimensions:
        return replace(changed, dimension=None)
    return changed


def carried_over(question: Question, last: Question | None) -> Question:
    """Let a new question that opens as a continuation keep period and filters of the last one."""
    if last is None or question.kind == "booking":
        return question
    return replace(
        question,
        period=question.period or last.period,
        members=question.members or last.members,
        excluded=question.excluded or last.excluded,
    )
