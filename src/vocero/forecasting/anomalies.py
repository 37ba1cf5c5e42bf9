"""Which days of a history lie outside their 99 % range, given weekday, season and holidays.

Silence when there is nothing. What is expected of a day comes from the days before and after it;
for the last days from those before them alone.
"""

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vocero.forecasting.history import Flags, History
from vocero.forecasting.scales import usual
from vocero.forecasting.unusual.closed import sold_when_closed
from vocero.forecasting.unusual.oddities import Oddity, oddities
from vocero.forecasting.unusual.ranges import WEEK
from vocero.forecasting.unusual.windows import Windows

Kind = Literal["spike", "drop", "shift"]
LEAST_DAYS = 8 * WEEK
"""A history that is not longer has no range of its own yet."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A run of odd days from `start` to `end`, both included; sums over those that are known.

    99 % of such runs lie from `low` to `high`. A shift is a level that lasted a week or more; one
    that stays is unusual for its first four weeks. `strength` is by how many half-widths of the
    range the run is off, at least 1.
    """

    start: dt.date
    end: dt.date
    actual: float
    expected: float
    low: float
    high: float
    kind: Kind
    strength: float


def unusual(
    history: History, *, first: dt.date, last: dt.date,
    expected_days: frozenset[dt.date] = frozenset(),
) -> tuple[Unusual, ...]:  # fmt: skip
    """Give the unusual runs of days from `first` to `last`, in order.

    Of a run that goes beyond them only the days between count. `expected_days` are known to have
    been normal: they are not reported, and nothing is learned from them.
    """
    return unusual_among([history], first=first, last=last, expected_days=[expected_days])[0]


def unusual_among(
    histories: Sequence[History], *, first: dt.date, last: dt.date,
    expected_days: Sequence[frozenset[dt.date]] | None = None,
) -> list[tuple[Unusual, ...]]:  # fmt: skip
    """Give the unusual runs of many histories; those of the same days share most of the work."""
    told = expected_days or [frozenset[dt.date]()] * len(histories)
    shared: dict[Hashable, Windows] = {}
    found: list[tuple[Unusual, ...]] = []
    for history, days in zip(histories, told, strict=True):
        if history.n <= LEAST_DAYS:
            found.append(())
            continue
        wanted = _between(history, first, last) & ~_named(history, days)
        normal = np.flatnonzero(_named(history, days)[history.kept[: history.past]])
        odd = [_closed(history, int(day)) for day in sold_when_closed(history)]
        if history.past > LEAST_DAYS // 2:
            same = _days(history)
            if same not in shared:
                shared[same] = Windows(history)
            odd += oddities(history, shared[same], normal)
        every = (one for each in odd for one in _told(history, each, wanted))
        found.append(tuple(sorted(every, key=lambda one: (one.start, one.end))))
    return found


def _days(history: History) -> Hashable:
    """Give what two histories have in common when their days covary alike."""
    about = history.calendar
    return (history.n, history.kept.tobytes(), about.named.shape, about.which.tobytes(),
            history.days[0].astype(int))  # fmt: skip


def _between(history: History, first: dt.date, last: dt.date) -> Flags:
    days = history.days[: history.n]
    return (days >= np.datetime64(first)) & (days <= np.datetime64(last))


def _named(history: History, days: frozenset[dt.date]) -> Flags:
    named = np.array(sorted(days), "datetime64[D]")
    return np.isin(history.days[: history.n], named)


def _closed(history: History, day: int) -> Oddity:
    """Judge a sale on a closed day by a usual open one: it is off by that much more than once."""
    value = history.values[day : day + 1]
    half = abs(float(value[0])) / (1 + abs(float(value[0])) / usual(history.known))
    return Oddity(np.array([day]), value, half)


def _told(history: History, odd: Oddity, wanted: Flags) -> Iterator[Unusual]:
    """Tell of an oddity's wanted days, in as many runs as other days leave between them."""
    mine = wanted[odd.at]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mine, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        part = slice(start, end)
        one = _unusual(history, odd, part)
        if not one.low <= one.actual <= one.high:
            yield one


def _unusual(history: History, odd: Oddity, part: slice) -> Unusual:
    at, off = odd.at[part], float(odd.off[part].sum())
    actual = float(history.values[at].sum())
    half = abs(off) / odd.strength
    least = -float("inf") if history.negative else 0.0
    lasted = int(odd.at[-1] - odd.at[0]) + 1
    dates = history.days[at[[0, -1]]].astype(dt.date)
    kind: Kind = "shift" if lasted >= WEEK else "spike" if off > 0 else "drop"
    return Unusual(
        start=dates[0], end=dates[1], actual=actual, expected=max(actual - off, least),
        low=max(actual - off - half, least), high=max(actual - off + half, least),
        kind=kind, strength=odd.strength,
    )  # fmt: skip
