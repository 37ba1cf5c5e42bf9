"""A picture becomes a PNG of 1,080 pixels across, well under 300 KB."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from vocero.rendering.charts import style
from vocero.rendering.charts.lines import draw_lines
from vocero.rendering.charts.picture import Bar, Bars, Lines, Picture, Waterfall

WIDTH, DPI = 5.4, 200
_MARGIN = 0.27
_HEAD = 1.05
"""Inches that title and subtitle take."""
_RULES: Any = {
    "font.family": style.FAMILY, "font.size": 11.5, "text.parse_math": False,
    "axes.unicode_minus": True,
}  # fmt: skip


def png(picture: Picture) -> bytes:
    """Draw a picture."""
    style.register()
    with style.LOCK, mpl.rc_context(_RULES):
        return _drawn(picture)


def _drawn(picture: Picture) -> bytes:
    body = picture.body
    tall = _height(body)
    foot = 0.42 if picture.note else 0.22
    key = isinstance(body, Bars | Lines) and body.key
    head = _HEAD + (0.3 if key else 0.0)
    height = head + tall + foot
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _words(figure, picture, height)
    axes = figure.add_axes((_MARGIN / WIDTH, foot / height, 1 - 2 * _MARGIN / WIDTH, tall / height))
    axes.axis("off")
    _DRAWN[type(body)](axes, body)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _height(body: Bars | Lines | Waterfall) -> float:
    if isinstance(body, Bars):
        return sum(0.78 if bar.past is not None else 0.53 for bar in body.bars) + 0.05
    if isinstance(body, Waterfall):
        return 0.56 * len(body.steps)
    return 3.5


def _words(figure: Figure, picture: Picture, height: float) -> None:
    """Write title, subtitle, the names of the tones, and the note."""
    left = _MARGIN / WIDTH
    size = 17.0 if len(picture.title) <= 36 else 17.0 * 36 / len(picture.title)
    figure.text(left, 1 - 0.24 / height, drawable(picture.title), fontsize=size,
                fontweight="bold", color=style.INK, va="top")  # fmt: skip
    small = 12.0 if len(picture.subtitle) <= 58 else 12.0 * 58 / len(picture.subtitle)
    figure.text(left, 1 - 0.62 / height, drawable(picture.subtitle), fontsize=small,
                color=style.MUTED, va="top")  # fmt: skip
    at = left
    for name, tone in () if isinstance(picture.body, Waterfall) else picture.body.key:
        text = figure.text(at, 1 - 1.02 / height, drawable(f"■ {name}"), fontsize=11.5,
                           color=style.LETTERS[tone] if tone != "past" else style.MUTED,
                           fontweight="semibold", va="top")  # fmt: skip
        at += text.get_window_extent().width / (WIDTH * DPI) + 0.04
    if picture.note:
        figure.text(left, 0.16 / height, drawable(picture.note), fontsize=9.5, color=style.MUTED)


def _bars(axes: Axes, body: Bars) -> None:
    """Draw names and amounts above each bar, so that none is ever cut or turned."""
    longest = max((max(abs(b.value), abs(b.past or 0.0)) for b in body.bars), default=0.0) or 1.0
    lowest = min((min(b.value, b.past or 0.0) for b in body.bars), default=0.0)
    left = min(lowest, 0.0)
    axes.set_xlim(left, longest)
    tall = _height(body)
    axes.set_ylim(tall, 0)
    y = 0.0
    for bar in body.bars:
        axes.text(left, y + 0.19, drawable(bar.name), va="baseline", ha="left", color=style.INK,
                  fontsize=12)  # fmt: skip
        axes.text(longest, y + 0.19, drawable(bar.text), va="baseline", ha="right",
                  color=style.MUTED, fontsize=12)  # fmt: skip
        axes.barh(y + 0.33, bar.value, height=0.17, color=style.TONES[bar.tone])
        y += 0.53
        if bar.past is not None:
            y = _past(axes, bar, y, longest)


def _past(axes: Axes, bar: Bar, y: float, longest: float) -> float:
    axes.barh(y - 0.01, bar.past or 0.0, height=0.12, color=style.TONES["past"])
    axes.text(longest, y + 0.035, drawable(bar.past_text), va="baseline", ha="right",
              color=style.MUTED, fontsize=10)  # fmt: skip
    return y + 0.25


def _waterfall(axes: Axes, body: Waterfall) -> None:
    """Draw steps from left to right, each under the one before, joined by hairlines."""
    ends = [edge for step in body.steps for edge in (step.start, step.end)]
    low, high = min(ends), max(ends)
    moving = [edge for step in body.steps[1:-1] for edge in (step.start, step.end)]
    if moving and min(moving) > 0.4 * high:
        # Where the change is small beside the totals, zero lies outside: the steps must be seen.
        low = min(moving) - 0.35 * (high - min(moving))
    else:
        low = min(low, 0.0)
    axes.set_xlim(low, high if high > low else low + 1)
    axes.set_ylim(0.56 * len(body.steps), 0)
    for n, step in enumerate(body.steps):
        y = 0.56 * n
        axes.text(low, y + 0.19, drawable(step.name), va="baseline", color=style.INK, fontsize=12)
        axes.text(high, y + 0.19, drawable(step.text), va="baseline", ha="right",
                  color=style.TONES[step.tone] if step.tone in {"up", "down"} else style.MUTED,
                  fontsize=12, fontweight="semibold")  # fmt: skip
        start, end = sorted((max(step.start, low), max(step.end, low)))
        axes.barh(y + 0.34, end - start, left=start, height=0.17, color=style.TONES[step.tone])
        if n + 1 < len(body.steps):
            axes.plot([step.end] * 2, [y + 0.42, y + 0.82], color=style.HAIRLINE, lw=0.8)


def drawable(text: str) -> str:
    """Leave out what no letter of ours shows: emoji, control characters, scripts far away."""
    return "".join(c for c in text if ord(c) in style.letters() and c.isprintable()).strip()


_DRAWN: Mapping[type, Callable[[Axes, Any], None]] = {
    Bars: _bars, Lines: draw_lines, Waterfall: _waterfall,
}  # fmt: skip
