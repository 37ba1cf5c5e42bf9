"""From intent and entities to a Question: what is asked, before whose data it touches."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from vocero.conversation.comparing import compared, explained
from vocero.conversation.said import Said
from vocero.conversation.times import each, joined, periods
from vocero.metrics.catalogue import DIMENSIONS, metrics
from vocero.reports.desk import settled
from vocero.reports.families import FAMILIES, Family
from vocero.words.normal import fold
from vocero.words.numbers import count as counted
from vocero.words.periods import Lean, resolve
from vocero.words.question import Kind, Question, asks_worst, denies, excludes

KINDS: Mapping[str, Kind] = MappingProxyType({
    "ask_sales": "sales", "ask_commissions": "commissions", "ask_bookings": "bookings",
    "ask_kpi": "kpi", "ask_passengers": "passengers", "ask_cancellations": "cancellations",
    "ask_goal": "goal", "ask_ranking": "ranking", "ask_comparison": "comparison",
    "ask_occupancy": "occupancy", "ask_profitability": "profitability", "ask_drivers": "drivers",
    "ask_forecast": "forecast", "ask_anomalies": "anomalies",
})  # fmt: skip
"""Intent → family of reports."""

_COMPARABLE = frozenset(
    {"sales", "commissions", "bookings", "passengers", "cancellations", "profitability"}
)
"""Families where two periods in one question ("ventas de agosto y julio") stand side by side."""
STATUSES = ("pending", "confirmed", "completed", "cancelled", "no_show")
_REFERENCE = re.compile(r"\bRES-\d{4}-\d+\b", re.IGNORECASE)
_TRAVEL = re.compile(
    r"\b(viaj\w+|sal(e|en|ida|idas|io|ieron)|travel\w*|depart\w*|fly\w*|vuelan|reservas? para|"
    r"bookings? for)\b"
)
_PAST = re.compile(
    r"\b(viajaron|viajo|viajamos|salieron|salio|estuvo|estuvieron|fue|fueron|tuvimos|tuvo|hubo|"
    r"quedo|travell?ed|departed|was|were|had)\b|"
    # "Who left yesterday", but "seats left", "is anything left".
    r"(?<!seats )(?<!places )(?<!spots )(?<!spaces )(?<!room )(?<!tickets )(?<!any )(?<!anything )"
    r"(?<!is )(?<!are )(?<!s )\bleft\b"
)
_BY_TIME: Mapping[str | None, str] = MappingProxyType(
    {"day": "este mes", "week": "últimas 8 semanas", "month": "este año"}
)
"""Which period a breakdown by time means when none is said."""
_COUNTED = re.compile(
    r"\b(numero|cantidad|number|count) (de|of) (ventas|sales)\b|\bcuantas ventas\b|"
    r"\bhow many sales\b"
)
_OWED = re.compile(
    r"\b(por pagar|sin pagar|no pagad\w+|pendientes? de pago|debemos|deben|se debe|owed?|owing|"
    r"unpaid|outstanding|to be paid)\b"
)
_CANCELLING = re.compile(r"\b(cancel\w*|anul\w+|pull(ed|ing)? out|bail(ed)?)\b")
_SELLING = re.compile(r"\b(vend\w+|sell\w*|sold|venta\w*|sales?)\b")
_NO_CANCELLED = re.compile(
    r"\b(sin|excepto|menos|without|excluding|not counting|sin contar)( las?| los?| the)? "
    r"(cancel\w*)"
)


def drafted(said: Said) -> Question:
    """Give the question of an `ask_*` intent as far as it needs neither dates nor names."""
    kind = KINDS[said.intent]
    reference = said.first("booking_ref") or _reference(said.text)
    if reference and kind == "bookings":
        return Question("booking", booking_ref=reference.upper(), currency=said.first("currency"))
    filters = statuses(said, kind)
    if kind == "cancellations" and "cancelled" in filters.unwanted:
        kind = "bookings"
    return settled(Question(
        kind=kind,
        metric=_metric(said, kind),
        dimension=dimension(said),
        statuses=filters.wanted,
        excluded_statuses=filters.unwanted,
        count=number(said) if kind == "ranking" else None,
        worst=kind == "ranking" and asks_worst(said.text),
        travelling=kind == "bookings" and _TRAVEL.search(fold(said.text)) is not None,
        currency=said.first("currency"),
    ))  # fmt: skip


def shaped(said: Said, today: dt.date, last: Question | None) -> Question:
    """Give the question of an `ask_*` intent, without members (those need the person's scope).

    Raises UnknownPeriodError when a period was named but cannot be understood.
    """
    draft = drafted(said)
    if draft.kind == "booking":
        return draft
    lean = leaning(draft, said.text)
    found = periods(said, today, lean, last.period if last else None)
    if draft.kind == "comparison":
        return compared(draft, said, found, today, last)
    if draft.kind == "drivers":
        return explained(draft, said, found, today, last)
    if len(found) > 1 and draft.kind in _COMPARABLE and joined(said, today, lean):
        metric = draft.metric or FAMILIES[draft.kind].keys[0]
        return replace(draft, kind="comparison", period=found[0], other=found[1], metric=metric)
    return replace(draft, period=found[0] if found else None)


def looked_at(question: Question) -> Family:
    """Give the family that a question is about: a ranking's or comparison's is its metric's."""
    if question.kind == "forecast":
        return FAMILIES["forecast"]
    if question.metric and question.kind in {"ranking", "comparison", "figure", "drivers"}:
        return FAMILIES.get(metrics()[question.metric].capability, FAMILIES[question.kind])
    return FAMILIES[question.kind]


def defaulted(question: Question, today: dt.date) -> Question:
    """Put the family's own period where none was said."""
    if question.period is not None:
        return question
    words, lean = FAMILIES[question.kind].default, FAMILIES[question.kind].lean
    if looked_at(question).lean == "future":
        words, lean = looked_at(question).default, "future"
    elif question.metric and metrics()[question.metric].lean == "future":
        words = "próximos 30 días"
    elif question.dimension in _BY_TIME:
        words = _BY_TIME[question.dimension]
    return replace(question, period=resolve(words, today, lean))


def leaning(question: Question, text: str) -> Lean:
    """Tell whether a bare day or month means the one to come: travel, occupancy, booking pace.

    A verb in the past ("viajaron", "was") turns it round.
    """
    said = fold(text)
    if _PAST.search(said):
        return "past"
    if looked_at(question).lean == "future":
        return "future"
    if question.metric and metrics()[question.metric].lean == "future":
        return "future"
    travels = question.kind in {"bookings", "passengers"} and _TRAVEL.search(said)
    return "future" if travels else "past"


def dimension(said: Said) -> str | None:
    """Give the dimension that was named, if it is one of the catalogue's."""
    named = next((e.value for e in said.all("dimension") if e.value in DIMENSIONS), None)
    return named or each(said.text)


@dataclass(frozen=True, slots=True)
class Statuses:
    """Which statuses a question is about, and which it leaves out."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def statuses(said: Said, kind: str | None) -> Statuses:
    """Give the statuses that were asked for, and those that were left out."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for entity in said.all("status"):
        if entity.value in STATUSES:
            before = said.before(entity)
            left_out = entity.role == "excluded" or excludes(before) or denies(before)
            (unwanted if left_out else wanted).append(entity.value)
    if _NO_CANCELLED.search(fold(said.text)) and "cancelled" not in unwanted:
        unwanted.append("cancelled")
    if kind == "cancellations":
        wanted = [s for s in wanted if s not in {"cancelled", "no_show"}]
    wanted = [s for s in wanted if s not in unwanted]
    return Statuses(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def number(said: Said) -> int | None:
    """Give the count that was said ("top 5"), if it makes sense."""
    words = said.first("count")
    value = counted(words) if words else None
    return value if value and value > 0 else None


def _metric(said: Said, kind: str) -> str | None:
    """Give the metric that was named; the family's own word names none."""
    named = [e.value for e in said.all("metric") if e.value in metrics()]
    passengers = kind == "passengers" or (kind == "forecast" and named[:1] == ["passengers"])
    if passengers and _TRAVEL.search(fold(said.text)):
        return "travelling_passengers"
    if kind == "commissions" and not named and _OWED.search(fold(said.text)):
        return "unpaid_commissions"
    if (
        not named
        and kind in {"sales", "ranking", "comparison", "forecast"}
        and _COUNTED.search(fold(said.text))
    ):
        return "sales_count"
    if not named and kind == "ranking" and _ranks_cancellations(said):
        return "cancellations"
    if kind == "comparison" and _NO_CANCELLED.search(fold(said.text)):
        named = [m for m in named if m != "cancellations"]
    return named[0] if named else None


def _ranks_cancellations(said: Said) -> bool:
    """ "Quién nos canceló más" ranks by what its verb counts."""
    text = fold(said.text)
    left_out = _NO_CANCELLED.search(text) or _SELLING.search(text)
    return _CANCELLING.search(text) is not None and not left_out


def _reference(text: str) -> str | None:
    found = _REFERENCE.search(text)
    return found[0] if found else None
