"""The course of a figure over time as a picture: few dates, few amounts, the points that matter."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from vocero.metrics.answer import Answer, Figure
from vocero.metrics.catalogue import unit_of
from vocero.rendering import parts
from vocero.rendering.charts.picture import Lines, Mark, Picture, Tone
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.rendering.titles import plain, subtitle
from vocero.reports.trend import Point, Trend

_LEVELS = 2
"""Heights that are written beside the picture, besides zero."""


def course(reader: Reader, answer: Answer, trend: Trend) -> Picture:
    """Word the picture of a trend."""
    values = tuple(None if p.value is None else float(p.value) for p in trend.points)
    past = tuple(None if p.value is None else float(p.value) for p in trend.past)
    lines = Lines(
        values, past, _marks(reader, trend), _ticks(reader, trend.points, trend.grain),
        levels(reader, trend.key, _heights(trend)), _key(reader, answer, trend),
        tuple(n for n, point in enumerate(trend.points) if not point.whole),
    )  # fmt: skip
    name = parts.capital(parts.name(reader, trend.key))
    grain = say(reader.language, "dimension", trend.grain)
    heading = say(reader.language, "chart", "course", metric=name, grain=grain)
    notes = [plain(line) for line in parts.fresh(reader, answer)]
    if any(not point.whole for point in trend.points):
        notes.append(say(reader.language, "chart", f"not_whole_{trend.grain}"))
    return Picture(heading, subtitle(reader, answer), lines, " · ".join(notes))


def _key(reader: Reader, answer: Answer, trend: Trend) -> tuple[tuple[str, Tone], ...]:
    if trend.compared is None:
        return ()
    return ((reader.period(answer.period), "main"), (reader.period(trend.compared), "past"))


def _marks(reader: Reader, trend: Trend) -> tuple[Mark, ...]:
    """Name the highest whole point and the last one."""
    known = [n for n, point in enumerate(trend.points) if point.value is not None]
    whole = [n for n in known if trend.points[n].whole]
    named = {max(whole, key=lambda n: trend.points[n].value or Decimal(0))} if whole else set()
    if known and not any(abs(known[-1] - n) < len(trend.points) * 0.25 for n in named):
        named.add(known[-1])
    return tuple(
        Mark(n, parts.rounded(reader, Figure(trend.key, trend.points[n].value)))
        for n in sorted(named)
    )


def _ticks(reader: Reader, points: tuple[Point, ...], grain: str) -> tuple[Mark, ...]:
    """Write the first, the middle and the last date."""
    last = len(points) - 1
    chosen = dict.fromkeys((0, last // 2, last) if last >= 4 else (0, last))

    def text(day: dt.date) -> str:
        return reader.month(day) if grain == "month" else reader.short_day(day)

    return tuple(Mark(n, text(points[n].start)) for n in chosen)


def _heights(trend: Trend) -> list[Decimal]:
    return [p.value for p in (*trend.points, *trend.past) if p.value is not None]


def levels(reader: Reader, key: str, heights: Sequence[Decimal]) -> tuple[tuple[float, str], ...]:
    """Give zero and one or two round heights under the highest, written short."""
    top = max([0.0, *map(float, heights)])
    if top <= 0:
        return ((0.0, ""),)
    step = _round(top / _LEVELS)
    lines = [step * n for n in range(1, 10) if step * n <= top * 1.05]
    unit = unit_of(key)
    return ((0.0, ""), *((height, reader.short(unit, Decimal(str(height)))) for height in lines))


def _round(value: float) -> float:
    """Give the largest of 1, 2, 2.5, 5 times a power of ten that is not above the value."""
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.01
    while power > value:
        power /= 10
    return max(factor * power for factor in (1, 2, 2.5, 5) if factor * power <= value)
