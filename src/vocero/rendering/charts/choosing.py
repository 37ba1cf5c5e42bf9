"""Which picture an answer gets: bars, pairs of bars, a line, or a waterfall."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from vocero.errors import NothingToDrawError
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import TIME, metrics, unit_of
from vocero.rendering import parts
from vocero.rendering.charts.course import course
from vocero.rendering.charts.fan import fan
from vocero.rendering.charts.picture import Bar, Bars, Picture, Tone
from vocero.rendering.charts.steps import steps
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.rendering.titles import plain, subtitle, title
from vocero.reports.trend import Trend

MOST = 10
"""Bars in one picture; the rest stand together in one more."""


def picture(reader: Reader, answer: Answer, trend: Trend | None) -> Picture:
    """Choose and word the picture of an answer.

    Raises NothingToDrawError when it holds nothing to see.
    """
    reader = reader.paying(answer.rate)
    body = _SHAPES.get(answer.question.kind, _standard)(reader, answer, trend)
    if isinstance(body, Picture):
        return body
    if body is None or not any(bar.value or bar.past for bar in body.bars):
        raise NothingToDrawError
    return Picture(title(reader, answer), subtitle(reader, answer), body, _note(reader, answer))


Shape = Bars | Picture | None


def _standard(reader: Reader, answer: Answer, trend: Trend | None) -> Shape:
    """Draw the breakdown, else the course over time, else the figure beside the one before."""
    if answer.rows:
        dimension = answer.question.dimension or ("status" if answer.basis else "agent")
        if dimension in TIME:
            return _by_time(reader, answer)
        return Bars(_bars(reader, answer, dimension))
    if trend is not None:
        return course(reader, answer, trend)
    head = next((f for f in answer.figures if f.value is not None and f.before is not None), None)
    if head is None or answer.compared is None:
        return None
    return _now_and_then(reader, answer, head)


def _by_time(reader: Reader, answer: Answer) -> Bars:
    """Draw days, weeks or months as bars, all of them when they are few, else the last ones."""
    shown = answer.rows[-MOST - 5 :]
    dimension = answer.question.dimension or "day"
    return Bars(tuple(_bar(reader, row, parts.row_name(reader, row, dimension)) for row in shown))


def _bars(reader: Reader, answer: Answer, dimension: str) -> tuple[Bar, ...]:
    """Give a bar a row, and one for all that have no place, where they add up."""
    shown, others = answer.rows[:MOST], answer.rows[MOST:]
    bars = [_bar(reader, row, parts.row_name(reader, row, dimension)) for row in shown]
    key = answer.rows[0].figures[0].key
    adds_up = key not in metrics() or metrics()[key].additive
    if others and adds_up and answer.question.kind != "ranking":
        total = sum((row.figures[0].value or Decimal(0) for row in others), Decimal(0))
        name = say(reader.language, "chart", "others", count=len(others))
        bars.append(Bar(name, float(total), reader.rounded(unit_of(key), total), "rest"))
    return tuple(bars)


def _bar(reader: Reader, row: Row, name: str) -> Bar:
    figure = row.figures[0]
    text = parts.rounded(reader, figure)
    if row.share is not None:
        text += f" · {reader.percent(row.share)}"
    if figure.before is None:
        return Bar(name, float(figure.value or 0), text)
    found = parts.change(reader, figure)
    if found is not None:
        text += f" · {found[0]} {found[1]}"
    past = parts.rounded(reader, Figure(figure.key, figure.before))
    return Bar(name, float(figure.value or 0), text, past=float(figure.before), past_text=past)


def _now_and_then(reader: Reader, answer: Answer, head: Figure) -> Bars:
    if answer.compared is None:
        raise NothingToDrawError
    then = Figure(head.key, head.before)
    until = say(reader.language, "answer", "same_hour") if head.cut else ""
    return Bars((
        Bar(reader.period(answer.period), float(head.value or 0), parts.rounded(reader, head)),
        Bar(reader.period(answer.compared) + until, float(head.before or 0),
            parts.rounded(reader, then), "past"),
    ))  # fmt: skip


def _comparison(reader: Reader, answer: Answer, trend: Trend | None) -> Shape:
    """Draw members beside each other, a breakdown in pairs, or two courses over time."""
    if answer.compared is None:
        pairs = zip(parts.rivals(reader, answer), answer.rows, strict=True)
        return Bars(tuple(_bar(reader, row, name) for name, row in pairs))
    dimension = answer.question.dimension
    if answer.rows and dimension and dimension not in TIME:
        key: tuple[tuple[str, Tone], ...] = (
            (reader.period(answer.period), "main"), (reader.period(answer.compared), "past"),
        )  # fmt: skip
        return Bars(_bars(reader, answer, dimension)[:MOST], key)
    if trend is not None and trend.past:
        return course(reader, answer, trend)
    return _now_and_then(reader, answer, answer.figures[0])


def _goal(reader: Reader, answer: Answer, _trend: Trend | None) -> Shape:
    """Draw what is sold beside the target; of members, how much of theirs they have."""
    if answer.rows:
        dimension = answer.question.dimension or ""
        return Bars(tuple(
            Bar(parts.row_name(reader, row, dimension), float(row.figures[0].value or 0),
                say(reader.language, "chart", "progress",
                    progress=parts.rounded(reader, row.figures[0]),
                    sold=parts.rounded(reader, row.figures[1])))
            for row in answer.rows[: MOST + 5]
        ))  # fmt: skip
    _, sold, target, _ = answer.figures
    if target.value is None:
        return None
    return Bars((
        Bar(parts.capital(parts.name(reader, sold.key)), float(sold.value or 0),
            parts.rounded(reader, sold)),
        Bar(parts.capital(parts.name(reader, target.key)), float(target.value),
            parts.rounded(reader, target), "past"),
    ))  # fmt: skip


def _kpi(reader: Reader, answer: Answer, trend: Trend | None) -> Shape:
    if answer.rows:
        return Bars(_bars(reader, answer, answer.question.dimension or "agent"))
    return course(reader, answer, trend) if trend is not None else None


def _drivers(reader: Reader, answer: Answer, _trend: Trend | None) -> Shape:
    return steps(reader, answer)


def _forecast(reader: Reader, answer: Answer, _trend: Trend | None) -> Shape:
    """Draw a fan, or the parts where it is broken down by members."""
    dimension = answer.question.dimension
    if answer.rows and dimension and dimension not in TIME:
        return Bars(_bars(reader, answer, dimension))
    return fan(reader, answer, answer.outlook) if answer.outlook is not None else None


def _note(reader: Reader, answer: Answer) -> str:
    return " · ".join(plain(line) for line in parts.fresh(reader, answer))


_SHAPES: Mapping[str, Callable[[Reader, Answer, Trend | None], Shape]] = MappingProxyType({
    "comparison": _comparison, "goal": _goal, "kpi": _kpi, "drivers": _drivers,
    "forecast": _forecast,
})  # fmt: skip
