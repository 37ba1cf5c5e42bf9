"""Why a figure changed: what each member, and volume, mix and price, gave to the change.

Parts are exact: those of a dimension add up to the change, and so do the effects. The dimension
shown is the one that holds the strangest member, the one furthest from its fair part of the
change for its size, in the spirit of Adtributor (Bhagwan et al., NSDI 2014): there the reason lies.
What spreads over a region shows as that region, what happened in one branch as that branch.
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
class Part:
    """What a member gave to the change, and how large the member is by both periods."""

    row: Row
    size: Decimal

    @property
    def amount(self) -> Decimal:
        """What it gave."""
        return self.row.figures[0].value or _NONE




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
    found = _contributions(ask, change, list(_dimensions(ask, key)))
    shown = ask.question.dimension or _telling(found, (value or _NONE) - (before or _NONE))
    parts = found.get(shown, ())
    facts: dict[str, object] = {
        "rest": _rest(parts, key), "elsewhere": _elsewhere(found, shown),
        "effects": effects.effects(ask, key, change.now, change.then),
    }  # fmt: skip
    question = replace(ask.question, metric=key, dimension=shown or None)
    head = Figure(key, value, before, cut=change.then.until is not None)
    return replace(ask.answer((head,), compared=other, rows=_named(parts), facts=facts),
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


def _contributions(
    ask: Ask, change: Change, dimensions: Sequence[str]
) -> dict[str, tuple[Part, ...]]:
    """Give, for each dimension, what its members gave to the change, the largest first."""
    formula = metrics()[change.metric].formula
    keys = list(formula.parts) if formula.kind == "ratio" else [change.metric]
    now, then = (
        figures.breakdowns(ask.connection, ask.scope, keys, part, dimensions)
        for part in (change.now, change.then)
    )
    return {d: _parts(change.metric, keys, now[d], then[d]) for d in dimensions}


def _parts(
    metric: str, keys: Sequence[str], now: Sequence[Line], then: Sequence[Line]
) -> tuple[Part, ...]:
    """Set the members of one dimension side by side."""
    after, before = ({line.key: line for line in lines} for lines in (now, then))
    given = _of_ratio(after, before, keys) if len(keys) > 1 else _of_sum(after, before, keys[0])
    names = {line.key: line.name for line in (*then, *now)}
    found = [
        Part(Row(key, names[key], (Figure(metric, amount),)), size)
        for key, (amount, size) in given.items()
        if amount
    ]
    return tuple(sorted(found, key=lambda part: (-abs(part.amount), str(part.row.name))))


def _of_sum(now: Lines, then: Lines, key: str) -> dict[Key, tuple[Decimal, Decimal]]:
    """Give each member's difference, and its size."""
    pairs = {
        member: (_value(now.get(member), key), _value(then.get(member), key))
        for member in dict.fromkeys((*now, *then))
    }
    return {member: (one - other, abs(one) + abs(other)) for member, (one, other) in pairs.items()}


def _of_ratio(
    now: Lines, then: Lines, keys: Sequence[str]
) -> dict[Key, tuple[Decimal, Decimal]]:  # fmt: skip
    """Give each member's part of a ratio's change: its distance to the old ratio, weighted.

    With the old ratio R, tops t and bottoms b: Σ (t − R·b) ÷ B is the ratio less R, now and then.
    A member's size is its share of the bottoms.
    """
    top, bottom = keys
    tops, bottoms = (
        [sum((_value(line, key) for line in lines.values()), _NONE) for lines in (now, then)]
        for key in keys
    )
    if not all(bottoms):
        return {}
    old = tops[1] / bottoms[1]

    def weight(line: Line | None, whole: Decimal) -> Decimal:
        return (_value(line, top) - old * _value(line, bottom)) / whole

    return {
        member: (
            weight(now.get(member), bottoms[0]) - weight(then.get(member), bottoms[1]),
            _value(now.get(member), bottom) / bottoms[0]
            + _value(then.get(member), bottom) / bottoms[1],
        )
        for member in dict.fromkeys((*now, *then))
    }


def _value(line: Line | None, key: str) -> Decimal:
    return (line.values[key] or _NONE) if line is not None else _NONE


def _telling(found: Mapping[str, tuple[Part, ...]], whole: Decimal) -> str:
    """Choose the dimension with the strangest member: furthest from its fair part, for its size.

    A sum scatters with the root of its size, so that is what a distance is measured by; of many
    members one is strange by chance, by about the root of 2 ln n. Where what belongs to nobody
    gave most ("no agent"), there is nothing to tell.
    """

    def strangeness(parts: tuple[Part, ...]) -> Decimal:
        sizes = sum((part.size for part in parts), _NONE)
        by_chance = (1 + 2 * Decimal(len(parts)).ln()).sqrt()
        return max(
            abs(part.amount - whole * part.size / sizes) / part.size.sqrt()
            for part in parts
            if part.row.key is not None and part.size
        ) / by_chance

    several = {
        dimension: parts for dimension, parts in found.items()
        if len(_owned(parts)) > 1 and parts[0].row.key is not None
    }  # fmt: skip
    return max(several, key=lambda dimension: strangeness(several[dimension]), default="")


def _owned(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.row.key is not None and part.size]


def _named(parts: Sequence[Part]) -> tuple[Row, ...]:
    """Keep the three that gave most in either direction, the largest first."""
    up = [part for part in parts if part.amount > 0][:MOST]
    down = [part for part in parts if part.amount < 0][:MOST]
    return tuple(part.row for part in sorted((*up, *down), key=lambda part: -abs(part.amount)))


def _rest(parts: Sequence[Part], key: str) -> Row:
    """Give what all members that are not named gave together; its name is how many they are."""
    kept = {row.key for row in _named(parts)}
    others = [part for part in parts if part.row.key not in kept]
    given = sum((part.amount for part in others), _NONE)
    return Row(None, str(len(others)), (Figure(key, given),))


def _elsewhere(
    found: Mapping[str, tuple[Part, ...]], shown: str
) -> tuple[tuple[str, Row], ...]:
    """Give the member of each other dimension that gave most, where it has several."""
    return tuple(
        (dimension, parts[0].row)
        for dimension, parts in found.items()
        if dimension != shown and len(parts) > 1 and parts[0].row.key is not None
    )
