"""What was unusual, as a message: each oddity, what would have been normal, and who gave most."""

import datetime as dt
from decimal import Decimal

from vocero.metrics.answer import Answer, Figure, Oddity
from vocero.metrics.catalogue import unit_of
from vocero.rendering import parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import join, say
from vocero.words.periods import Period


def unusual(reader: Reader, answer: Answer) -> list[str]:
    """Write the oddities, the dearest first; or that there is none, and what was looked at."""
    language, found = reader.language, answer.oddities
    looked_at = answer.facts["looked_at"]
    names = join(language, [parts.name(reader, str(key)) for key in _keys(looked_at)])
    end = parts.fresh(reader, answer)
    if answer.facts["short"]:
        return [say(language, "anomalies", "short"), parts.when(reader, answer), *end]
    if not found:
        return [say(language, "anomalies", "none"), parts.when(reader, answer),
                say(language, "anomalies", "looked_at", metrics=names), *end]  # fmt: skip
    key = "title_one" if len(found) == 1 else "title"
    lines = [say(language, "anomalies", key, count=len(found)), parts.when(reader, answer)]
    for number, odd in enumerate(found, start=1):
        lines += _oddity(reader, number, odd)
    more = answer.facts["more"]
    if isinstance(more, int) and more > 0:
        lines.append(say(language, "anomalies", "more", count=more))
    hint = "hint_one" if len(found) == 1 else "hint"
    return [*lines, say(language, "anomalies", hint), *end]


def _keys(looked_at: object) -> tuple[object, ...]:
    return looked_at if isinstance(looked_at, tuple) else ()


def _oddity(reader: Reader, number: int, odd: Oddity) -> list[str]:
    language = reader.language
    up = odd.actual >= odd.expected
    gap = reader.signed_rounded(unit_of(odd.metric), odd.actual - odd.expected)
    lines = [
        say(language, "anomalies", "head", n=number, arrow="▲" if up else "▼",
            name=title(reader, odd), when=when(reader, odd), value=_amount(reader, odd, odd.actual),
            gap=gap),
        say(language, "anomalies", "normal", expected=_amount(reader, odd, odd.expected),
            low=_amount(reader, odd, odd.low), high=_amount(reader, odd, odd.high)),
    ]  # fmt: skip
    if odd.cause is not None:
        dimension, name, given = odd.cause
        lines.append(say(
            language, "anomalies", "cause", dimension=say(language, "dimension", dimension),
            name=parts.member_name(reader, dimension, name),
            given=reader.signed_rounded(unit_of(odd.metric), given),
        ))  # fmt: skip
    return lines


def title(reader: Reader, odd: Oddity) -> str:
    """Name the figure, and whose it is."""
    name = parts.capital(parts.name(reader, odd.metric))
    if odd.member is None:
        return name
    return f"{name} · {parts.member_name(reader, odd.member.dimension, odd.member.name)}"


def when(reader: Reader, odd: Oddity) -> str:
    """Give the day, the days, or since when."""
    if odd.start == odd.end:
        return reader.day(odd.start)
    days = reader.period(Period(odd.start, odd.end))
    if odd.kind != "shift":
        return days
    return say(reader.language, "anomalies", "shift", days=days, count=_length(odd))


def _length(odd: Oddity) -> int:
    return (odd.end - odd.start + dt.timedelta(days=1)).days


def _amount(reader: Reader, odd: Oddity, value: Decimal) -> str:
    return parts.rounded(reader, Figure(odd.metric, value))
