"""Drawing a line over time beside the one before it."""

import math

from matplotlib.axes import Axes

from vocero.rendering.charts import style
from vocero.rendering.charts.picture import Lines, Mark

_BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.75}


def draw_lines(axes: Axes, body: Lines) -> None:
    """Draw the earlier line in grey, the line itself, its named points, and few dates."""
    edges = [edge for pair in body.band if pair is not None for edge in pair]
    known = [v for v in (*body.values, *body.past, *body.ahead, *edges) if v is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    reach = (high - low) or 1.0
    last = max(len(body.values), len(body.past), len(body.ahead)) - 1
    axes.set_xlim(-0.015 * max(last, 1), 1.015 * max(last, 1))
    axes.set_ylim(low - 0.16 * reach, high + 0.12 * reach)
    for level, text in body.levels:
        axes.plot([0, last], [level, level], color=style.HAIRLINE, lw=0.8, zorder=0)
        axes.text(0, level + 0.012 * reach, text, color=style.MUTED, fontsize=9.5, zorder=5)
    _line(axes, body.past, style.TONES["past"], 1.6)
    _band(axes, body)
    _line(axes, body.ahead, style.TONES["ahead"], 2.0)
    _line(axes, body.values, style.TONES["main"], 2.4)
    for at in body.open_ends:
        axes.plot([at], [_at(body, at)], "o", ms=6.5, mfc="white", mec=style.TONES["main"], mew=1.8)
    for mark in body.marks:
        _name(axes, body, mark, reach, last)
    for tick in body.ticks:
        side = "left" if tick.at == 0 else "right" if tick.at >= last else "center"
        axes.text(tick.at, low - 0.075 * reach, tick.text, ha=side, va="top", color=style.MUTED,
                  fontsize=10.5)  # fmt: skip


def _line(axes: Axes, values: tuple[float | None, ...], colour: str, width: float) -> None:
    whole = [math.nan if v is None else v for v in values]
    axes.plot(range(len(whole)), whole, color=colour, lw=width, solid_capstyle="round",
              solid_joinstyle="round")  # fmt: skip


def _band(axes: Axes, body: Lines) -> None:
    """Fill the range around what is expected."""
    pairs = [(at, *pair) for at, pair in enumerate(body.band) if pair is not None]
    if pairs:
        at, low, high = zip(*pairs, strict=True)
        axes.fill_between(at, low, high, color=style.TONES["band"], lw=0, zorder=1)


def _name(axes: Axes, body: Lines, mark: Mark, reach: float, last: int) -> None:
    """Write a point's text above it, inside the picture."""
    y = _at(body, mark.at)
    side = "left" if mark.at < 0.2 * last else "right" if mark.at > 0.8 * last else "center"
    if mark.at not in body.open_ends:
        tone = style.TONES["ahead" if _is_ahead(body, mark.at) else "main"]
        axes.plot([mark.at], [y], "o", ms=5.5, color=tone)
    wide = max(1, round(0.24 * last))
    first = {"left": mark.at, "right": mark.at - wide}.get(side, mark.at - wide // 2)
    under = [v for v in body.values[max(first, 0) : first + wide + 1] if v is not None]
    below = sum(v > y for v in under) > len(under) / 3
    axes.text(mark.at, y + (-0.035 if below else 0.035) * reach, mark.text, ha=side,
              va="top" if below else "bottom", fontsize=11.5, fontweight="semibold",
              color=style.INK, zorder=6,
              bbox=_BEHIND)  # fmt: skip


def _at(body: Lines, position: int) -> float:
    line = body.ahead if _is_ahead(body, position) else body.values
    value = line[position] if position < len(line) else None
    return 0.0 if value is None else value


def _is_ahead(body: Lines, position: int) -> bool:
    """Tell whether a point lies on the line of what is expected."""
    return position < len(body.ahead) and (
        position >= len(body.values) or body.values[position] is None
    )
