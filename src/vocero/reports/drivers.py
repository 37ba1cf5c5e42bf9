"""Why a figure changed: what each member, and volume, mix and price, gave to the change.

Parts are exact: those of a dimension add up to the change, and so do the effects. The dimension
shown is the one whose three strangest members are furthest from having changed like all the rest,
in the spirit of Adtributor (Bhagwan et al., NSDI 2014): there the reason lies.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vocero.metrics import figures
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import TIME, measures_of, metrics
from vocero.metrics.figures import Line, Slice
from vocero.metrics.measures import MEASURES
from vocero.reports import effects
from vocero.reports.ask import Ask
from vocero.words.periods import Period

MOST = 3
"""Members named on either side."""
_TOO_MANY = frozenset({"customer", "status", *TIME})
"""Customers buy once, a status is an outcome, and days have no counterpart in another period."""
_NONE = Decimal(0)
Key = int | str | dt.date | None
Lines = Mapping[Key, Line]


@dataclass(frozen=True, slots=True)
class Change:
    """A metric over two slices of the same rows: what it was, what it is."""

    metric: str
    now: Slice
    then: Slice


def answer(ask: Ask) -> Answer:
    """Explain the change of a metric (net sales) between the period and the one before it."""
    other = ask.question.other or ask.compared()
    change = _change(ask, other)
    key = change.metric
    value, before = (figures.totals(ask.connection, ask.scope, [key], part)[key]
                     for part in (change.now, change.then))  # fmt: skip
    found = {d: _contributions(ask, change, d) for d in _dimensions(ask, key)}
    shown = ask.question.dimension or _telling(found, value, before)
    rows = found.get(shown, ())
    facts: dict[str, object] = {
        "rest": _rest(rows, key), "elsewhere": _elsewhere(found, shown),
        "effects": effects.effects(ask, key, change.now, change.then),
    }  # fmt: skip
    question = replace(ask.question, metric=key, dimension=shown or None)
    head = Figure(key, value, before, cut=change.then.until is not None)
    return replace(ask.answer((head,), compared=other, rows=_named(rows), facts=facts),
                   question=question)  # fmt: skip


def _change(ask: Ask, other: Period) -> Change:
    """Set up the two slices; today is set beside the other day up to the same hour."""
    metric = ask.question.metric or "net_sales"
    until = ask.cut() if ask.question.other is None else None
    if until is not None and not all(MEASURES[m].at for m in measures_of(metric)):
        # Refunds and commissions know no hour; what was sold does.
        metric = "gross_sales" if "gross_sales" in measures_of(metric) else metric
    if until is not None and not all(MEASURES[m].at for m in measures_of(metric)):
        until = None
    ahead = ask.period.start > ask.today
    as_of = ask.year_before() if ahead else ask.today
    then = replace(ask.slice(other, as_of), until=until)
    return Change(metric, ask.slice(ask.period), then)


def _dimensions(ask: Ask, metric: str) -> Iterable[str]:
    single = {m.dimension for m in ask.question.members}
    for dimension in metrics()[metric].dimensions:
        hidden = dimension == "agent" and ask.scope.hidden_agents
        if dimension == ask.question.dimension or not (
            dimension in _TOO_MANY or dimension in single or hidden
        ):
            yield dimension


def _contributions(ask: Ask, change: Change, dimension: str) -> tuple[Row, ...]:
    """Give what each member of a dimension gave to the change, the largest first."""
    formula = metrics()[change.metric].formula
    keys = list(formula.parts) if formula.kind == "ratio" else [change.metric]
    now, then = (
        _by_member(ask, keys, part, dimension) for part in (change.now, change.then)
    )
    given = _of_ratio(now, then, keys) if formula.kind == "ratio" else _of_sum(now, then, keys[0])
    names = {key: line.name for key, line in (*then.items(), *now.items())}
    rows = [
        Row(key, names[key], (Figure(change.metric, part),))
        for key, part in given.items()
        if part
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(_amount(row)), str(row.name))))


def _by_member(ask: Ask, keys: Sequence[str], part: Slice, dimension: str) -> Lines:
    lines = figures.breakdown(ask.connection, ask.scope, keys, part, dimension)
    return {line.key: line for line in lines}


def _of_sum(now: Lines, then: Lines, key: str) -> dict[Key, Decimal]:
    return {
        member: _value(now.get(member), key) - _value(then.get(member), key)
        for member in dict.fromkeys((*now, *then))
    }


def _of_ratio(now: Lines, then: Lines, keys: Sequence[str]) -> dict[Key, Decimal]:
    """Give each member's part of a ratio's change: its distance to the old ratio, weighted.

    With the old ratio R, tops t and bottoms b: Σ (t − R·b) ÷ B is the ratio less R, now and then.
    """
    top, bottom = keys
    totals = [
        (sum((_value(line, top) for line in lines.values()), _NONE),
         sum((_value(line, bottom) for line in lines.values()), _NONE))
        for lines in (now, then)
    ]  # fmt: skip
    if not all(whole for _, whole in totals):
        return {}
    old = totals[1][0] / totals[1][1]

    def weight(line: Line | None, whole: Decimal) -> Decimal:
        return (_value(line, top) - old * _value(line, bottom)) / whole

    return {
        member: weight(now.get(member), totals[0][1]) - weight(then.get(member), totals[1][1])
        for member in dict.fromkeys((*now, *then))
    }


def _value(line: Line | None, key: str) -> Decimal:
    return (line.values[key] or _NONE) if line is not None else _NONE


def _telling(
    found: Mapping[str, tuple[Row, ...]], value: Decimal | None, before: Decimal | None
) -> str:
    """Choose the dimension whose three strangest members are furthest from an even change.

    Evenly spread, each of n members would have given the change divided by n. Where what belongs
    to nobody gave most ("no agent"), there is nothing to tell.
    """
    whole = (value or _NONE) - (before or _NONE)

    def distance(rows: tuple[Row, ...]) -> Decimal:
        even = whole / len(rows)
        return sum(sorted((abs(_amount(row) - even) for row in rows), reverse=True)[:MOST], _NONE)

    several = {
        dimension: rows for dimension, rows in found.items()
        if len([row for row in rows if row.key is not None]) > 1 and rows[0].key is not None
    }  # fmt: skip
    return max(several, key=lambda dimension: distance(several[dimension]), default="")


def _named(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Keep the three that gave most in either direction, the largest first."""
    up = [row for row in rows if _amount(row) > 0][:MOST]
    down = [row for row in rows if _amount(row) < 0][:MOST]
    return tuple(sorted((*up, *down), key=lambda row: -abs(_amount(row))))


def _rest(rows: Sequence[Row], key: str) -> Row:
    """Give what all members that are not named gave together; its name is how many they are."""
    kept = {row.key for row in _named(rows)}
    others = [row for row in rows if row.key not in kept]
    given = sum((_amount(row) for row in others), _NONE)
    return Row(None, str(len(others)), (Figure(key, given),))


def _elsewhere(
    found: Mapping[str, tuple[Row, ...]], shown: str
) -> tuple[tuple[str, Row], ...]:
    """Give the member of each other dimension that gave most, where it has several."""
    return tuple(
        (dimension, rows[0])
        for dimension, rows in found.items()
        if dimension != shown and len(rows) > 1 and rows[0].key is not None
    )


def _amount(row: Row) -> Decimal:
    return row.figures[0].value or _NONE
