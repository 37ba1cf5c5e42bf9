"""A forecast as a message: what to expect, between what, beside what, and how far to trust it."""

from decimal import Decimal

from vocero.metrics.answer import Ahead, Answer, Figure, Outlook
from vocero.rendering import parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import join, say

_HOLIDAYS = 4
_UNLIKELY = Decimal("0.01")
_LEAST_DAYS = 4
"""From so many days on a best and a worst one are worth telling."""


def foreseen(reader: Reader, answer: Answer) -> list[str]:
    """Write the expected total, its range, last year, best and worst days, holidays, and trust."""
    outlook, head = answer.outlook, answer.figures[0]
    if outlook is None:
        raise ValueError("a forecast has an outlook")
    language = reader.language
    name = parts.capital(parts.name(reader, head.key))
    lines = [
        say(language, "forecast", "title", metric=name, value=parts.rounded(reader, head)),
        parts.when(reader, answer),
        say(language, "forecast", "range", low=_amount(reader, head, outlook.low),
            high=_amount(reader, head, outlook.high)),
        *_happened(reader, head, outlook),
        *parts.compared(reader, answer),
        *_extremes(reader, head, outlook),
        *_holidays(reader, outlook),
    ]  # fmt: skip
    if answer.rows:
        what = say(language, "dimension", answer.question.dimension)
        lines.append(say(language, "answer", "by", dimension=what))
        lines += parts.rows(reader, answer)
    return [*lines, *trust(reader, outlook), *parts.fresh(reader, answer)]


def _happened(reader: Reader, head: Figure, outlook: Outlook) -> list[str]:
    lines = []
    if outlook.happened is not None and head.value is not None:
        left = head.value - outlook.happened
        lines.append(say(reader.language, "forecast", "happened",
                         happened=_amount(reader, head, outlook.happened),
                         left=_amount(reader, head, left)))  # fmt: skip
    if outlook.booked is not None:
        lines.append(say(reader.language, "forecast", "booked",
                         booked=_amount(reader, head, outlook.booked)))  # fmt: skip
    return lines


def _extremes(reader: Reader, head: Figure, outlook: Outlook) -> list[str]:
    """Name the best and the worst open day, or week, to come."""
    ahead = outlook.ahead
    if outlook.grain == "week":
        # The period may cut its first and last week: they would be the slowest for that alone.
        ahead = tuple(point for point in ahead[:-1] if point.start.weekday() == 0)
    open_ = [point for point in ahead if point.value or point.high]
    if len(open_) < _LEAST_DAYS:
        return []
    best, worst = max(open_, key=_value), min(open_, key=_value)
    if best.value == worst.value:
        return []
    return [say(
        reader.language, "forecast", f"extremes_{outlook.grain}",
        best=reader.day(best.start), most=_amount(reader, head, best.value),
        worst=reader.day(worst.start), least=_amount(reader, head, worst.value),
    )]  # fmt: skip


def _value(point: Ahead) -> float:
    return float(point.value)


def _holidays(reader: Reader, outlook: Outlook) -> list[str]:
    if not outlook.holidays:
        return []
    at = 1 if reader.language == "es" else 2
    named = [f"{reader.short_day(one[0])} {one[at]}" for one in outlook.holidays[:_HOLIDAYS]]
    left = len(outlook.holidays) - len(named)
    if left:
        named.append(say(reader.language, "forecast", "more_holidays", count=left))
    return [say(reader.language, "forecast", "holidays", names=join(reader.language, named))]


def trust(reader: Reader, outlook: Outlook) -> list[str]:
    """Say how far off such forecasts were, and what this one is built on."""
    language = reader.language
    days = (outlook.until - outlook.since).days + 1
    if outlook.short:
        lines = [say(language, "forecast", "short", days=reader.count(days))]
    elif outlook.error is None:
        lines = [say(language, "forecast", "untested")]
    else:
        lines = [say(language, "forecast", "error", weeks=outlook.error_weeks,
                     days=outlook.error_days, error=reader.percent(outlook.error))]  # fmt: skip
    key = "built_booked" if outlook.booked is not None else "built"
    built = say(language, "forecast", key, days=reader.count(days),
                since=reader.day(outlook.since), until=reader.day(outlook.until))  # fmt: skip
    return [*lines, built]


def closing(reader: Reader, answer: Answer) -> list[str]:
    """Say where a goal's days will end, between what, and how likely the target is reached."""
    found, sold = answer.outlook, answer.figures[1]
    if found is None or found.expected is None or not found.target or found.chance is None:
        return []
    return [say(
        reader.language, "goal", "closing", expected=_amount(reader, sold, found.expected),
        share=reader.percent(found.expected / found.target), low=_amount(reader, sold, found.low),
        high=_amount(reader, sold, found.high), chance=_chance(reader, found.chance),
    )]  # fmt: skip


def _chance(reader: Reader, chance: Decimal) -> str:
    """Give a probability; nothing to come is certain."""
    sign = "< " if chance <= _UNLIKELY else "> " if chance >= 1 - _UNLIKELY else ""
    return f"{sign}{reader.whole_percent(chance)}"


def _amount(reader: Reader, head: Figure, value: Decimal) -> str:
    return parts.rounded(reader, Figure(head.key, value))
