"""What was unusual: days outside their 99 % range, the dearest first, with their likely cause."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vocero.errors import ImpossibleError, NoForecastError
from vocero.forecasting.alone import one_thread
from vocero.forecasting.anomalies import LEAST_DAYS, Unusual, unusual_among
from vocero.metrics import figures, series
from vocero.metrics.answer import Answer, Oddity
from vocero.metrics.catalogue import TIME, metrics, unit_of
from vocero.metrics.series import Series
from vocero.reports import drivers, modelling
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES
from vocero.reports.forecast import amount
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

MOST = 5
"""Oddities that are told; the rest are counted."""
_BY = {"all": "branch", "region": "branch", "branch": "team", "team": "agent"}
"""Whose members are looked at besides the whole, by what a scope sees."""
_LOUD = 1.5
"""By how much members that nobody asked about must exceed their range: there are many of them."""
_BY_MEMBER = "net_sales"
"""The figure whose members are looked at without being asked for."""


def answer(ask: Ask) -> Answer:
    """Look for unusual days in a period, up to the last whole day.

    Raises NoForecastError for a figure that does not add up over days or a filter by status, and
    ImpossibleError for a breakdown that it does not have.
    """
    question = ask.question
    keys = (question.metric,) if question.metric else FAMILIES["anomalies"].keys
    keys = tuple(key for key in keys if ask.may(metrics()[key].capability))
    _refuse(question, keys)
    period = _whole_days(ask)
    looked_at = [one for key in keys for one in _looked_at(ask, key) if len(one.read.values)]
    found = [
        _oddity(ask, one, odd)
        for one, odds in zip(looked_at, _unusual(ask, looked_at, period), strict=True)
        for odd in odds
        if odd.strength >= one.least
    ]
    found = [odd for odd in found if odd.member is None or not _told(found, odd)]
    found.sort(key=lambda odd: (-odd.money, odd.start))
    shown = tuple(replace(odd, cause=_cause(ask, odd)) for odd in found[:MOST])
    longest = max((len(one.read.values) for one in looked_at), default=0)
    facts = {"looked_at": keys, "more": len(found) - len(shown), "short": longest <= LEAST_DAYS}
    answered = ask.answer((), facts=facts, oddities=shown)
    return replace(answered, period=period)


def _told(found: Sequence[Oddity], odd: Oddity) -> bool:
    """Tell whether the whole was as odd on a member's days: then its cause says who it was."""
    up = odd.actual > odd.expected
    return any(
        whole.member is None and whole.metric == odd.metric
        and whole.start <= odd.end and odd.start <= whole.end
        and (whole.actual > whole.expected) == up
        for whole in found
    )


def _refuse(question: Question, keys: Sequence[str]) -> None:
    for key in keys:
        if not series.foreseeable(key) or question.statuses or question.excluded_statuses:
            raise NoForecastError(metric=key)
        if question.dimension and question.dimension not in metrics()[key].dimensions:
            raise ImpossibleError(metric=key, dimension=question.dimension)


def _whole_days(ask: Ask) -> Period:
    """Cut the period at the last whole day: a day that goes on is not low yet."""
    last = ask.last_whole_day
    if ask.period.end <= last:
        return ask.period
    return Period(min(ask.period.start, last), last)


@dataclass(frozen=True, slots=True)
class _LookedAt:
    """A figure day by day, whose it is (None: all that was asked for), and how loud it must be."""

    key: str
    read: Series
    member: Member | None
    least: float


def _looked_at(ask: Ask, key: str) -> Iterator[_LookedAt]:
    """Give what is looked at of a figure: the whole, and the members."""
    part = ask.slice(modelling.stretch(ask))
    yield _LookedAt(key, series.daily(ask.connection, ask.scope, key, part), None, 1.0)
    named = ask.question.dimension
    asked = None if named in TIME else named
    dimension = asked or _BY.get(ask.scope.rows)
    single = {member.dimension for member in ask.question.members}
    if dimension is None or dimension in single or (not asked and key != _BY_MEMBER):
        return
    for read in series.daily_by(ask.connection, ask.scope, key, part, dimension):
        if read.key is not None and read.name is not None:
            member = Member(dimension, read.key, read.name)
            yield _LookedAt(key, read, member, 1.0 if asked else _LOUD)


def _unusual(
    ask: Ask, looked_at: Sequence[_LookedAt], period: Period
) -> list[tuple[Unusual, ...]]:
    """Find the unusual runs of each, in one go: those of the same days share most of the work."""
    normal = [
        frozenset[dt.date]() if ask.expected is None
        else ask.expected.of(ask.scope.whole, about(ask.question, one.member), one.key)
        for one in looked_at
    ]  # fmt: skip
    past = [modelling.history_of(one.read, 1, ask.country) for one in looked_at]
    with one_thread():
        return unusual_among(past, first=period.start, last=period.end, expected_days=normal)


def about(question: Question, member: Member | None) -> str:
    """Say of which members an oddity is, in words that compare: "branch:1 -product:7"."""
    members = (*question.members, *((member,) if member else ()))
    words = [f"{one.dimension}:{one.key}" for one in members]
    words += [f"-{one.dimension}:{one.key}" for one in question.excluded]
    return " ".join(sorted(words))


def _oddity(ask: Ask, looked_at: _LookedAt, one: Unusual) -> Oddity:
    key = looked_at.key
    days = (one.end - one.start).days + 1
    worth = abs(one.actual - one.expected) * (1.0 if unit_of(key) == "money" else _price(ask, key))
    return Oddity(
        metric=key, member=looked_at.member, start=one.start, end=one.end, kind=one.kind,
        actual=amount(key, one.actual), expected=amount(key, one.expected),
        low=amount(key, one.low), high=amount(key, one.high), money=Decimal(f"{worth:.2f}"),
        days=days,
    )  # fmt: skip


def _price(ask: Ask, key: str) -> float:
    """Give what one of a counted thing is worth: sales of ninety days by how many there were."""
    last = ask.last_whole_day
    part = ask.slice(Period(last - dt.timedelta(days=89), last))
    found = figures.totals(ask.connection, ask.scope, ["gross_sales", key], part)
    sold, counted = float(found["gross_sales"] or 0), float(found[key] or 0)
    return sold / counted if counted > 0 and key != "cancellations" else _ticket(ask)


def _ticket(ask: Ask) -> float:
    last = ask.last_whole_day
    part = ask.slice(Period(last - dt.timedelta(days=89), last))
    found = figures.totals(ask.connection, ask.scope, ["average_ticket"], part)
    return float(found["average_ticket"] or 0)


def _cause(ask: Ask, odd: Oddity) -> tuple[str, str | None, Decimal] | None:
    """Find who gave most to the difference from the same days a week before; None when nobody did.

    The cause pulls the same way as the oddity.
    """
    run = Period(odd.start, odd.end)
    weeks = -(-odd.days // 7)
    back = dt.timedelta(days=7 * weeks)
    before = Period(odd.start - back, odd.end - back)
    question = Question("drivers", period=run, other=before, metric=odd.metric,
                        members=ask.question.members, excluded=ask.question.excluded)  # fmt: skip
    if odd.member is not None:
        question = question.narrowed(odd.member)
    found = drivers.answer(replace(ask, question=question))
    up = odd.actual > odd.expected
    for row in found.rows:
        given = row.figures[0].value or Decimal(0)
        if row.key is not None and (given > 0) == up:
            return found.question.dimension or "", row.name, given
    return None
