"""A comparison's two periods, from what was said and from the question before."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from vocero.conversation.said import Said
from vocero.metrics.catalogue import metrics
from vocero.reports.families import FAMILIES
from vocero.words.normal import fold
from vocero.words.periods import Period, resolve, same_last_year
from vocero.words.question import Question

_UNITS_NOW: Mapping[str, str] = MappingProxyType({
    "day": "hoy", "week": "esta semana", "fortnight": "esta quincena", "month": "este mes",
    "quarter": "este trimestre", "half": "este semestre", "year": "este año",
})  # fmt: skip

_FROM_TO = re.compile(r"\b(?:de|del|desde|from) (\w+(?: de \d{4}| \d{4})?) (?:a|al|hasta|to) "
                      r"(\w+(?: de \d{4}| \d{4})?)\b")  # fmt: skip


def compared(
    draft: Question, said: Said, found: Sequence[Period], today: dt.date, last: Question | None
) -> Question:
    """Complete a comparison: two periods, one against the last question, or none at all."""
    if len(found) >= 2:
        first, second = found[:2]
        return replace(draft, period=first, other=aligned(first, second))
    elliptical = last is not None and draft.metric is None and not said.all("member")
    base = last if elliptical else None
    draft = inheriting(draft, base) if base is not None else draft
    if not found or (base is not None and found[0] == base.period):
        return replace(draft, period=base.period if base else None)
    (only,) = found
    if base is not None and base.period is not None:
        return replace(draft, period=base.period, other=aligned(base.period, only))
    if not _against(said):
        return replace(draft, period=only)
    now = resolve(_UNITS_NOW.get(only.unit, "este mes"), today)
    if now is None or now.start == only.start:
        return replace(draft, period=only)
    return replace(draft, period=now, other=aligned(now, only))


def explained(
    draft: Question, said: Said, found: Sequence[Period], today: dt.date, last: Question | None
) -> Question:
    """Complete a question for reasons: of two periods the later one is explained.

    What is not said comes from the last question, when that may have been about the same figure.
    """
    same = last is not None and last.kind != "booking" and draft.metric in {None, _figure(last)}
    if last is not None and same:
        draft = inheriting(draft, last) if draft.metric is None else draft
        if not said.all("member") and not found:
            other = last.other if last.kind in {"comparison", "drivers"} else None
            draft = replace(draft, period=last.period, other=other, members=last.members,
                            excluded=last.excluded)  # fmt: skip
    found = _ends(said, today) or found
    if len(found) >= 2:
        earlier, later = sorted(found[:2], key=lambda period: period.start)
        return replace(draft, period=later, other=aligned(later, earlier))
    return replace(draft, period=found[0], other=None) if found else draft


def _ends(said: Said, today: dt.date) -> list[Period]:
    """Read "from July to August" as its two ends: a change goes from one to the other."""
    stretch = _FROM_TO.search(fold(said.text))
    ends = [resolve(words, today) for words in stretch.groups()] if stretch else []
    found = [end for end in ends if end is not None]
    same_unit = len({end.unit for end in found}) == 1 and len(found) == 2
    return found if same_unit and found[0].unit in _UNITS_NOW else []


def _figure(question: Question) -> str:
    """Give the figure that a question is about."""
    return question.metric or (FAMILIES[question.kind].keys or ("net_sales",))[0]


def inheriting(draft: Question, last: Question) -> Question:
    """Let a comparison take over the last question's figure and filters."""
    metric = _figure(last)
    if metric == "goal_progress" or metric not in metrics():
        metric = "gross_sales"
    return replace(
        draft, metric=None if metric == "net_sales" else metric,
        members=last.members, excluded=last.excluded,
        statuses=last.statuses, excluded_statuses=last.excluded_statuses,
    )  # fmt: skip


def aligned(period: Period, other: Period) -> Period:
    """Read "October against 2025" as against October 2025: the same dates in that year."""
    if other.unit != "year" or period.unit == "year":
        return other
    earlier = period
    while earlier.start.year > other.start.year:
        earlier = same_last_year(earlier)
    return earlier if earlier.start.year == other.start.year else other


def _against(said: Said) -> bool:
    entity = next((e for e in said.entities if e.kind == "period"), None)
    before = fold(said.before(entity))[-14:] if entity else ""
    return re.search(r"\b(con|vs\.?|contra|with|to|against|versus|frente a)\W*(el|la|the)?\W*$",
                     before) is not None  # fmt: skip
