"""The key indicators in one message, each with its change."""

from vocero.metrics.answer import Answer, Figure
from vocero.metrics.catalogue import metrics
from vocero.people.policy import Grant, grant
from vocero.reports import goal
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES


def answer(ask: Ask) -> Answer:
    """Give the family's metrics that this person may see, the goal, and the top customer.

    A breakdown is of net sales.
    """
    keys = [k for k in FAMILIES["kpi"].keys if ask.may(metrics()[k].capability)]
    found = list(ask.figures(keys))
    plain = not (ask.question.excluded or ask.question.statuses or ask.question.excluded_statuses)
    narrow = all(m.dimension in {"region", "branch", "team", "agent"} for m in ask.question.members)
    if ask.may("goal") and plain and narrow:
        found += _goal(ask)
    facts = _top_customer(ask)
    rows = ask.rows(["net_sales"], ask.question.dimension) if ask.question.dimension else ()
    return ask.answer(tuple(found), compared=ask.compared(), rows=rows, facts=facts)


def _goal(ask: Ask) -> list[Figure]:
    progress = goal.measured(ask, goal.span_of(ask.period))[0]
    return [progress] if progress.value is not None else []


def _top_customer(ask: Ask) -> dict[str, object]:
    """Name the best customer by net sales, where the person may see rankings of others."""
    if grant(ask.level, "ranking") in {Grant.NO, Grant.OWN_POSITION}:
        return {}
    best = ask.named(ask.rows(["net_sales"], "customer", unnamed=True)[:1], "customer")
    return {"top_customer": best[0]} if best and best[0].name else {}
