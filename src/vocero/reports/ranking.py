"""The best or worst N of any dimension; for those who see only their own, their position."""

import sqlalchemy as sa

from vocero.errors import NoPositionError
from vocero.metrics.answer import Answer, Figure, Position
from vocero.people.policy import Grant, grant
from vocero.reports.ask import Ask

_POSITIONS = frozenset({"gross_sales", "net_sales", "sales_count", "passengers"})
DEFAULT_COUNT = 5
MOST = 50


def answer(ask: Ask) -> Answer:
    """Rank the members of a dimension (agents when none is named) by a metric."""
    metric = ask.question.metric or "net_sales"
    if grant(ask.level, "ranking") is Grant.OWN_POSITION:
        return _own_position(ask, metric)
    dimension = ask.question.dimension or "agent"
    rows = [row for row in ask.rows([metric], dimension, unnamed=True) if row.key is not None]
    rows.sort(key=lambda row: row.figures[0].value or 0, reverse=not ask.question.worst)
    return ask.answer(
        ask.figures([metric]),
        rows=ask.named(rows[: min(ask.question.count or DEFAULT_COUNT, MOST)], dimension),
        compared=ask.compared(),
        facts={"of": len(rows)},
    )


def _narrowed(ask: Ask) -> bool:
    """Tell whether more is asked than one's place among the branch's agents."""
    question = ask.question
    filters = (question.members, question.excluded, question.statuses, question.excluded_statuses)
    return any(filters) or question.dimension not in {None, "agent", "branch", "team"}


def _own_position(ask: Ask, metric: str) -> Answer:
    """Give rank, number of colleagues and branch, from the one function that returns just these."""
    if metric not in _POSITIONS or _narrowed(ask):
        raise NoPositionError
    rolled = any(built.name == "sellers" for built in ask.rolled)
    function = "own_position_rolled" if rolled else "own_position"
    row = ask.connection.execute(
        sa.text(f"select place, colleagues, branch from fence.{function}(:metric, :first, :last)"),  # noqa: S608 — one of two names
        {"metric": metric, "first": ask.period.start, "last": ask.period.end},
    ).one_or_none()
    position = Position(*row) if row is not None else None
    figures = ask.figures([metric]) if position else (Figure(metric, None),)
    return ask.answer(figures, position=position, compared=ask.compared())
