"""From intent and entities to a Question: what is asked, before whose data it touches."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from vocero.conversation.comparing import compared
from vocero.conversation.said import Said
from vocero.conversation.times import joined, periods
from vocero.errors import AmbiguousMemberError, UnknownMemberError
from vocero.metrics.catalogue import DIMENSIONS, metrics
from vocero.reports.desk import settled
from vocero.reports.families import FAMILIES
from vocero.words import names
from vocero.words.names import Member
from vocero.words.normal import fold
from vocero.words.numbers import count as counted
from vocero.words.periods import Lean, find, resolve
from vocero.words.question import Kind, Question, asks_worst, excludes

KINDS: Mapping[str, Kind] = MappingProxyType({
    "ask_sales": "sales", "ask_commissions": "commissions", "ask_bookings": "bookings",
    "ask_kpi": "kpi", "ask_passengers": "passengers", "ask_cancellations": "cancellations",
    "ask_goal": "goal", "ask_ranking": "ranking", "ask_comparison": "comparison",
    "ask_occupancy": "occupancy", "ask_profitability": "profitability",
})  # fmt: skip
"""Intent → family of reports."""

_COMPARABLE = frozenset(
    {"sales", "commissions", "bookings", "passengers", "cancellations", "profitability"}
)
"""Families where two periods in one question ("ventas de agosto y julio") stand side by side."""
STATUSES = ("pending", "confirmed", "completed", "cancelled", "no_show")
_REFERENCE = re.compile(r"\bRES-\d{4}-\d+\b", re.IGNORECASE)
_TRAVEL = re.compile(
    r"\b(viaj\w+|sal(e|en|ida|idas)|travel\w*|depart\w*|fly\w*|vuelan|reservas? para|"
    r"bookings? for)\b"
)
_OWED = re.compile(
    r"\b(por pagar|sin pagar|no pagad\w+|pendientes? de pago|debemos|deben|se debe|owed?|owing|"
    r"unpaid|outstanding|to be paid)\b"
)
_NO_CANCELLED = re.compile(
    r"\b(sin|excepto|menos|without|excluding|not counting|sin contar)( las?| los?| the)? "
    r"(cancel\w*)"
)
_ANY_DAY = dt.date(2026, 1, 1)
"""Whether words name a time does not depend on the day on which they are said."""


def shaped(said: Said, today: dt.date, last: Question | None) -> Question:
    """Give the question of an `ask_*` intent, without members (those need the person's scope).

    Raises UnknownPeriodError when a period was named but cannot be understood.
    """
    kind = KINDS[said.intent]
    reference = said.first("booking_ref") or _reference(said.text)
    if reference and kind == "bookings":
        return Question("booking", booking_ref=reference.upper())
    draft = settled(Question(
        kind=kind,
        metric=_metric(said, kind),
        dimension=dimension(said),
        statuses=statuses(said, kind).wanted,
        excluded_statuses=statuses(said, kind).unwanted,
        count=number(said) if kind == "ranking" else None,
        worst=kind == "ranking" and asks_worst(said.text),
    ))  # fmt: skip
    lean: Lean = leaning(draft, said.text)
    said_periods = periods(said, today, lean, last.period if last else None)
    if kind == "comparison":
        return compared(draft, said, said_periods, today, last)
    if len(said_periods) > 1 and kind in _COMPARABLE and joined(said, today, lean):
        first, second = said_periods[:2]
        return replace(draft, kind="comparison", period=first, other=second,
                       metric=draft.metric or FAMILIES[draft.kind].keys[0])  # fmt: skip
    return replace(draft, period=said_periods[0] if said_periods else None)


def defaulted(question: Question, today: dt.date) -> Question:
    """Put the family's own period where none was said."""
    if question.period is not None:
        return question
    family = FAMILIES[question.kind]
    words = family.default
    if question.kind == "figure" and question.metric and metrics()[question.metric].lean != "past":
        words = "próximos 30 días"
    elif question.kind == "figure" and question.metric == "occupancy":
        words = FAMILIES["occupancy"].default
    return replace(question, period=resolve(words, today, family.lean))


def leaning(question: Question, text: str) -> Lean:
    """Tell whether a bare day or month means the one to come: travel, occupancy, booking pace."""
    if FAMILIES[question.kind].lean == "future":
        return "future"
    if question.metric and metrics()[question.metric].lean == "future":
        return "future"
    travels = question.kind in {"bookings", "passengers"} and _TRAVEL.search(fold(text))
    return "future" if travels else "past"


def dimension(said: Said) -> str | None:
    """Give the dimension that was named, if it is one of the catalogue's."""
    return next((e.value for e in said.all("dimension") if e.value in DIMENSIONS), None)


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
            left_out = entity.role == "excluded" or excludes(said.before(entity))
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
    if kind == "passengers" and _TRAVEL.search(fold(said.text)):
        return "travelling_passengers"
    if kind == "commissions" and not named and _OWED.search(fold(said.text)):
        return "unpaid_commissions"
    if kind == "comparison" and _NO_CANCELLED.search(fold(said.text)):
        named = [m for m in named if m != "cancellations"]
    return named[0] if named else None


def _reference(text: str) -> str | None:
    found = _REFERENCE.search(text)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Named:
    """A question with its names resolved.

    `doubt` is a name that fits several members, `doubt_excluded` whether it is to be left out;
    `ignored` are words that stood where a name would and are none.
    """

    question: Question
    doubt: AmbiguousMemberError | None = None
    doubt_excluded: bool = False
    ignored: tuple[str, ...] = ()


def with_members(question: Question, said: Said, members: Sequence[Member]) -> Named:
    """Resolve the names that were said among the members within the person's scope.

    Raises UnknownMemberError for a name that none carries.
    """
    doubt: tuple[AmbiguousMemberError | None, bool] = (None, False)
    chosen: dict[bool, list[Member]] = {True: [], False: []}
    ignored: list[str] = []
    times = find(said.text, _ANY_DAY)
    for entity in said.all("member"):
        if any(f.start <= entity.start and entity.end <= f.end for f in times):
            continue
        excluded = entity.role == "excluded" or excludes(said.before(entity))
        try:
            chosen[excluded].append(names.match(entity.value, members, said.before(entity)))
        except AmbiguousMemberError as error:
            doubt = (error, excluded)
        except UnknownMemberError:
            if not entity.guess:
                raise
            ignored.append(entity.value)
    if chosen[False]:
        question = question.narrowed(*dict.fromkeys(chosen[False]))
    if chosen[True]:
        question = question.without(*dict.fromkeys(chosen[True]))
    return Named(question, *doubt, tuple(ignored))
