"""Times of day as people say them, in Spanish and English."""

import re
from datetime import time

from vocero.words.normal import fold, words
from vocero.words.numbers import NUMBER_WORDS, leading

_NAMED = {
    "mediodia": time(12), "medio dia": time(12), "noon": time(12), "midday": time(12),
    "doce del dia": time(12), "12 del dia": time(12),
    "medianoche": time(0), "media noche": time(0), "midnight": time(0),
}  # fmt: skip
_MORNING = frozenset({"am", "manana", "mananita", "madrugada", "morning", "mananas"})
_AFTERNOON = frozenset(
    {"pm", "tarde", "tardes", "noche", "noches", "afternoon", "evening", "night"}
)
_NIGHT = frozenset({"noche", "noches", "night"})
_FILLER = words(
    "a las la los de del el por en at around about the in as hs h hr hrs hora horas hours hour "
    "oclock sharp punto tipo como cada todos dias every day"
)
_PIECE = re.compile(r"[ap]\.?\s?m\b\.?|o'?\s?clock|\d+|[a-z]+|[:.]|\S")
_CLOCK = re.compile(r"(\d{1,2})(?::|\.|h)(\d{2})(?!\d)")
_HALF, _QUARTER = frozenset({"media", "half"}), frozenset({"cuarto", "quarter"})
_AFTER = frozenset({"y", "con", "past", "after", "and"})
_BEFORE = frozenset({"menos", "to", "before", "til"})


def time_of_day(text: str) -> time | None:
    """Give the time that the whole text says, or None when it says anything else.

    An hour without am, pm or part of the day is taken as written: "a las 8" is 08:00. "Noche"
    with 12 is midnight; "8 de la noche" is 20:00.
    """
    if len(text) > 60:
        return None
    plain = fold(text).strip(" ?!¿¡,;")
    stripped = re.sub(r"^(?:a|al|a la|a las|at|at the)\s+", "", plain).rstrip(".")
    if stripped in _NAMED:
        return _NAMED[stripped]
    clock = _CLOCK.search(plain)
    if clock:
        rest = _words(plain[: clock.start()] + " " + plain[clock.end() :])
        return _finish(int(clock[1]), int(clock[2]), rest)
    return _spoken(_words(plain))


def _words(text: str) -> list[str]:
    pieces = (piece.replace(".", "").replace(" ", "") for piece in _PIECE.findall(text))
    return ["oclock" if piece == "o'clock" else piece for piece in pieces if piece]


def _spoken(words: list[str]) -> time | None:
    """Read an hour with its minutes in words: "las 8 y media", "quarter past 7"."""
    numbers: list[int] = []
    minutes, before, rest = 0, False, []
    position = 0
    while position < len(words):
        word = words[position]
        found = leading(words[position : position + 3]) if _counts(word) else None
        if found:
            used = found[1]
            if used > 1 and "y" in words[position : position + used] and found[0] < 20:
                found, used = leading([word]), 1
            if found is None:
                return None
            numbers.append(int(found[0]))
            position += used
            continue
        if word in _HALF or word in _QUARTER:
            minutes = 30 if word in _HALF else 15
        elif word in _BEFORE:
            before = True
        elif word not in _AFTER:
            rest.append(word)
        position += 1
    return _assemble(numbers, minutes, rest, before=before, english=_minutes_first(words))


def _counts(word: str) -> bool:
    return word.isdigit() or (word in NUMBER_WORDS and word not in ("mil", "cien"))


def _minutes_first(words: list[str]) -> bool:
    return any(word in ("past", "to", "after") for word in words)


def _assemble(
    numbers: list[int], minutes: int, rest: list[str], *, before: bool, english: bool
) -> time | None:
    if minutes == 0 and len(numbers) == 2:
        hour, minutes = (numbers[1], numbers[0]) if english else (numbers[0], numbers[1])
    elif len(numbers) == 1:
        hour = numbers[0]
    else:
        return None
    if not 0 <= minutes < 60:
        return None
    if before:
        return _finish((hour - 1) % 24, 60 - minutes, rest) if minutes > 0 else None
    return _finish(hour, minutes, rest)


def _finish(hour: int, minute: int, rest: list[str]) -> time | None:
    parts = [word for word in rest if word in _MORNING or word in _AFTERNOON]
    unknown = [word for word in rest if word not in _FILLER and word not in parts]
    if unknown or len(parts) > 2 or hour > 24 or minute > 59:
        return None
    if parts and parts[0] in _AFTERNOON:
        if hour == 12 and parts[0] in _NIGHT:
            hour = 0
        elif hour < 12:
            hour += 12
    elif parts and hour == 12:
        hour = 0
    return time(hour % 24, minute)
