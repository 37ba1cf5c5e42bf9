"""Two periods, or two members of a dimension, side by side."""

from dataclasses import replace
from decimal import Decimal

from vocero.metrics import figures
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import TIME, metrics
from vocero.metrics.figures import Line
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question


def answer(ask: Ask) -> Answer:
    """Compare the question's two periods; without a second one, its members or the one before."""
    keys = _keys(ask)
    rivals = _rivals(ask.question)
    if ask.question.other is None and rivals:
        return _members(ask, keys, rivals)
    other = ask.question.other or ask.compared()
    return _periods(ask, keys, other)


def _rivals(question: Question) -> tuple[Member, ...]:
    """Give the members that stand side by side: those that were, or several of a dimension."""
    if question.rivals:
        return question.rivals
    for member in question.members:
        same = tuple(m for m in question.members if m.dimension == member.dimension)
        if len(same) > 1:
            return same
    return ()


def _keys(ask: Ask) -> list[str]:
    metric = ask.question.metric
    if metric is None:
        return ["net_sales", "gross_sales", "sales_count", "average_ticket"]
    family = FAMILIES.get(metrics()[metric].capability)
    beside = family.keys if family else ()
    allowed = [
        k for k in beside
        if k in metrics() and ask.may(metrics()[k].capability) and k != "goal_progress"
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
    unfinished = ask.period.end == ask.today and other.end < ask.today
    facts = {"unfinished": ask.period.days == other.days} if unfinished else {}
    return ask.answer(pairs, compared=other, rows=rows, facts=facts)


def _side_by_side(ask: Ask, key: str, other: Period) -> tuple[Row, ...]:
    """Give each member its two values, also one that has a value in the other period only.

    Days, weeks and months of two periods have no counterparts: theirs stand alone.
    """
    dimension = ask.question.dimension or ""
    rows = ask.rows([key], dimension)
    if dimension in TIME:
        return rows
    then = figures.breakdown(ask.connection, ask.scope, [key], ask.slice(other), dimension)
    before = {line.key: line for line in then}
    paired = [
        replace(row, figures=(_pair(row.figures[0], before.pop(row.key, None)),)) for row in rows
    ]
    gone = [
        Row(line.key, line.name, (Figure(key, Decimal(0), line.values[key]),))
        for line in before.values()
        if line.values[key]
    ]
    return (*paired, *gone)


def _pair(figure: Figure, then: Line | None) -> Figure:
    return replace(figure, before=then.values[figure.key] if then else Decimal(0))


def _members(ask: Ask, keys: list[str], rivals: tuple[Member, ...]) -> Answer:
    """Give each rival a row of its own over the one period; other members stay filters."""
    shared = tuple(m for m in ask.question.members if m not in rivals)
    rows = []
    for member in rivals:
        alone = replace(ask.slice(ask.period), members=(*shared, member))
        values = figures.totals(ask.connection, ask.scope, keys, alone)
        rows.append(Row(member.key, member.name, tuple(Figure(k, values[k]) for k in keys)))
    kinds = {member.dimension for member in rivals}
    facts = {"dimension": rivals[0].dimension if len(kinds) == 1 else None}
    return ask.answer(rows[0].figures, rows=tuple(rows), facts=facts)
