"""A forecast as a picture: the days before, the days to come, and the range that widens."""

import datetime as dt
from decimal import Decimal

from vocero.metrics.answer import Ahead, Answer, Figure, Outlook
from vocero.rendering import parts
from vocero.rendering.charts.course import levels
from vocero.rendering.charts.picture import Lines, Mark, Picture, Tone
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.rendering.titles import plain, subtitle, title

_PAST_WEEKS = 9


def fan(reader: Reader, answer: Answer, outlook: Outlook) -> Picture:
    """Word the picture of a forecast."""
    key = answer.figures[0].key
    before = _weekly(outlook) if outlook.grain == "week" else list(outlook.past)
    ahead = outlook.ahead
    values = (*(float(value) for _, value in before), *(None for _ in ahead))
    # The last known day opens the fan, so that the line does not break.
    joint = [(before[-1][1],) * 3] if before else []
    three = [*joint, *((a.value, a.low, a.high) for a in ahead)]
    empty = (None,) * (len(before) - len(joint))
    heights = [value for _, value in before] + [a.high for a in ahead]
    lines = Lines(
        values, (), _marks(reader, key, ahead, len(before)),
        _ticks(reader, [day for day, _ in before] + [a.start for a in ahead], len(before)),
        levels(reader, key, heights), _key(reader), (),
        ahead=(*empty, *(float(value) for value, _, _ in three)),
        band=(*empty, *((float(low), float(high)) for _, low, high in three)),
    )  # fmt: skip
    note = " · ".join(plain(line) for line in parts.fresh(reader, answer))
    return Picture(title(reader, answer), subtitle(reader, answer), lines, note)


def _weekly(outlook: Outlook) -> list[tuple[dt.date, Decimal]]:
    """Give the whole weeks before, as the weeks to come are drawn."""
    sums: dict[dt.date, list[Decimal]] = {}
    for day, value in outlook.past:
        sums.setdefault(day - dt.timedelta(days=day.weekday()), []).append(value)
    whole = [(monday, sum(days, Decimal(0))) for monday, days in sums.items() if len(days) == 7]
    return whole[-_PAST_WEEKS:]


def _key(reader: Reader) -> tuple[tuple[str, Tone], ...]:
    tones: tuple[tuple[str, Tone], ...] = (
        ("happened", "main"), ("expected", "ahead"), ("range", "band"),
    )  # fmt: skip
    return tuple((say(reader.language, "chart", name), tone) for name, tone in tones)


def _marks(
    reader: Reader, key: str, ahead: tuple[Ahead, ...], offset: int
) -> tuple[Mark, ...]:
    """Name the highest expected point."""
    if not ahead:
        return ()
    at = max(range(len(ahead)), key=lambda n: ahead[n].value)
    return (Mark(offset + at, parts.rounded(reader, Figure(key, ahead[at].value))),)


def _ticks(reader: Reader, days: list[dt.date], offset: int) -> tuple[Mark, ...]:
    """Write the first date, the first one to come, and the last."""
    chosen = dict.fromkeys((0, min(offset, len(days) - 1), len(days) - 1))
    return tuple(Mark(n, reader.short_day(days[n])) for n in chosen)
