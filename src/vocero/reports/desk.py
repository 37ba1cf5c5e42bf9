"""The desk takes a Question to its family's report, after deciding what the person may see."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from vocero.errors import ImpossibleError
from vocero.metrics import rates
from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.people.person import Person, Scope, scope
from vocero.reports import (
    anomalies,
    bookings,
    comparison,
    drivers,
    exchange,
    forecast,
    goal,
    kpi,
    ranking,
    standard,
)
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES
from vocero.words.question import Kind, Question

REPORTS: Mapping[str, Callable[[Ask], Answer]] = MappingProxyType({
    "sales": standard.answer, "commissions": standard.answer, "passengers": standard.answer,
    "cancellations": standard.answer, "occupancy": standard.answer,
    "profitability": standard.answer, "figure": standard.answer,
    "bookings": bookings.answer, "booking": bookings.one, "kpi": kpi.answer,
    "goal": goal.answer, "ranking": ranking.answer, "comparison": comparison.answer,
    "drivers": drivers.answer, "forecast": forecast.answer,
    "anomalies": anomalies.answer,
})  # fmt: skip


_SHOWN_IN: tuple[Kind, ...] = (
    "occupancy", "profitability", "cancellations", "passengers", "bookings", "commissions", "sales",
)  # fmt: skip
"""Families that a named metric may belong to; the last one that shows it is its home."""


def permitted(person: Person, question: Question) -> tuple[str, Scope]:
    """Decide the capability that a question needs and the scope that it gives.

    Raises ForbiddenError, naming the capability, when the family or the metric is closed to the
    person's level, and ImpossibleError for a breakdown that would name those who sold.
    """
    capability = FAMILIES[question.kind].capability
    metric = metrics()[question.metric] if question.metric else None
    if metric is not None and question.kind in {"comparison", "figure"}:
        capability = metric.capability
    seen = scope(person, capability)
    if metric is not None:
        scope(person, metric.capability)
    if question.dimension == "agent" and seen.hidden_agents:
        raise ImpossibleError(metric=question.kind, dimension="agent")
    return capability, seen


def answer(ask: Ask) -> Answer:
    """Let the family's report answer, in the currency that was asked for.

    Raises NoRateError when there is no rate for it.
    """
    found = REPORTS[ask.question.kind](ask)
    if ask.question.currency is None:
        return found
    last = min(found.period.end, ask.today)
    return exchange.converted(
        found, rates.rate(ask.connection, ask.scope, ask.question.currency, last)
    )


def settled(question: Question) -> Question:
    """Send a named metric to the family that shows it among its likes, or on its own."""
    if question.metric is None:
        return question
    metric = metrics()[question.metric]
    if metric.formula.kind == "goal" and question.kind == "drivers":
        return replace(question, metric="gross_sales")
    if metric.formula.kind == "goal":
        ranked = question.dimension or ("agent" if question.kind == "ranking" else None)
        return replace(question, kind="goal", metric=None, dimension=ranked, other=None)
    if question.kind in {"ranking", "comparison", "drivers", "forecast", "anomalies"}:
        return question
    if question.metric in FAMILIES[question.kind].keys and question.kind != "kpi":
        return question
    family: Kind = "figure"
    for kind in _SHOWN_IN:
        if question.metric in FAMILIES[kind].keys:
            family = kind
    if family == "bookings":
        return replace(question, kind=family, metric=None)
    return replace(question, kind=family)
