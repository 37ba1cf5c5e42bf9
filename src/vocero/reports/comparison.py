"""Two periods, or two members of a dimension, side by side."""

from dataclasses import replace

from vocero.metrics import figures
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import metrics
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES
from vocero.words.periods import Period


def answer(ask: Ask) -> Answer:
    """Compare the question's two periods; without a second one, its members or the one before."""
    keys = _keys(ask)
    if ask.question.other is None and len(ask.question.members) >= 2:
        return _members(ask, keys)
    other = ask.question.other or ask.compared()
    return _periods(ask, keys, other)


def _keys(ask: Ask) -> list[str]:
    metric = ask.question.metric
    if metric is None:
        return ["net_sales", "gross_sales", "sales_count", "average_ticket"]
    family = FAMILIES.get(metrics()[metric].capability)
    beside = family.keys if family else ()
    allowed = [
        k for k in beside
        if k in metrics() and ask.person.may(metrics()[k].capability) and k != "goal_progress"
    ]  # fmt: skip
    return [metric, *(k for k in allowed if k != metric)][:4]


def _periods(ask: Ask, keys: list[str], other: Period) -> Answer:
    """Put the values of the other period into `before`."""
    now = figures.totals(ask.connection, ask.scope, keys, ask.slice(ask.period))
    then = figures.totals(ask.connection, ask.scope, keys, ask.slice(other))
    rows: tuple[Row, ...] = ()
    if ask.question.dimension is not None:
        rows = _side_by_side(ask, keys[0], other)
    pairs = tuple(Figure(key, now[key], then[key]) for key in keys)
    return ask.answer(pairs, compared=other, rows=rows)


def _side_by_side(ask: Ask, key: str, other: Period) -> tuple[Row, ...]:
    dimension = ask.question.dimension or ""
    then = figures.breakdown(ask.connection, ask.scope, [key], ask.slice(other), dimension)
    before = {line.key: line.values[key] for line in then}
    rows = ask.rows([key], dimension)
    return tuple(
        replace(row, figures=(replace(row.figures[0], before=before.get(row.key)),)) for row in rows
    )


def _members(ask: Ask, keys: list[str]) -> Answer:
    """Give each member a row of its own over the one period."""
    rows = []
    for member in ask.question.members:
        alone = replace(ask.slice(ask.period), members=(member,))
        values = figures.totals(ask.connection, ask.scope, keys, alone)
        rows.append(Row(member.key, member.name, tuple(Figure(k, values[k]) for k in keys)))
    return ask.answer(rows[0].figures, rows=tuple(rows))
