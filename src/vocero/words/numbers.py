"""Numbers in digits or in words, Spanish or English, become exact decimals."""

import re
from collections.abc import Sequence
from decimal import Decimal

from vocero.words.normal import fold

_UNITS = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12,
    "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veintiun": 21, "veintiuno": 21, "veintiuna": 21,
    "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25,
    "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_TENS = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300,
    "trescientas": 300, "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500,
    "quinientas": 500, "seiscientos": 600, "seiscientas": 600, "setecientos": 700,
    "setecientas": 700, "ochocientos": 800, "ochocientas": 800, "novecientos": 900,
    "novecientas": 900,
}  # fmt: skip
_SCALES = {
    "mil": 1_000, "miles": 1_000, "thousand": 1_000, "k": 1_000,
    "millon": 1_000_000, "millones": 1_000_000, "million": 1_000_000, "millions": 1_000_000,
    "m": 1_000_000, "mm": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000,
}  # fmt: skip
_HALVES = frozenset({"medio", "media", "half"})
_AND = frozenset({"y", "and"})
_ARTICLES = frozenset({"a", "an"})

NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_HUNDREDS, "mil", "hundred", "thousand"})

_PIECE = re.compile(r"\d+(?:[.,' ]\d+)*|[a-z]+|[^\s\-a-z\d]")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*")


def number(text: str) -> Decimal | None:
    """Give the number that the whole text says, or None when it says anything else.

    Both ways of writing are read: "10,000.50" and "10.000,50". One separator before exactly
    three digits groups thousands ("1.500" is fifteen hundred), any other marks decimals.
    """
    words = pieces(text)
    negative = words[:1] == ["-"] or text.strip().startswith(("-", "−"))
    found = leading(words)
    if found is None or found[1] != len(words):
        return None
    return -found[0] if negative else found[0]


def count(text: str) -> int | None:
    """Give the positive whole number said in the text ("los 3 mejores", "top ten").

    Words around it do not matter; two numbers, a fraction or none give None.
    """
    words = pieces(text)
    found: list[Decimal] = []
    position = 0
    while position < len(words):
        step = leading(words[position:])
        if step is None:
            position += 1
            continue
        found.append(step[0])
        position += step[1]
    if len(found) > 1:
        # "un top 5" says one number and an article.
        found = [value for value in found if value != 1] or found[:1]
    if len(found) != 1 or found[0] != found[0].to_integral_value() or found[0] <= 0:
        return None
    return int(found[0])


def pieces(text: str) -> list[str]:
    """Split the folded text into numerals, words and signs, as `leading` takes them."""
    if len(text) > 300:
        return []
    return _PIECE.findall(fold(text))


def numeral(digits: str) -> Decimal | None:
    """Give the value of digits with separators, or None when they are no number."""
    if digits.isdigit():
        return Decimal(digits) if digits.isascii() else None
    if _GROUPED.fullmatch(digits) and not digits.startswith("0"):
        return Decimal(re.sub(r"\D", "", digits))
    whole, mark, fraction = digits.rpartition("," if digits.rfind(",") > digits.rfind(".") else ".")
    if not mark or not fraction.isdigit() or mark in whole:
        return None
    if whole.isdigit():
        return Decimal(f"{whole}.{fraction}")
    if _GROUPED.fullmatch(whole):
        return Decimal(re.sub(r"\D", "", whole) + "." + fraction)
    return None


def leading(words: Sequence[str]) -> tuple[Decimal, int] | None:
    """Read the longest number at the front: its value and how many words it took."""
    if not words:
        return None
    reader = _Reader()
    position = taken = 0
    while position < len(words):
        step = reader.take(words, position)
        if step == 0:
            break
        position += step
        if reader.complete:
            taken = position
    return (_tidy(reader.value), taken) if taken else None


def _tidy(value: Decimal) -> Decimal:
    # 1.5 million is 1500000, not 1500000.0.
    return value.to_integral_value() if value == value.to_integral_value() else value


class _Reader:
    """Adds one number word after another while they still make one number."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.group: Decimal | None = None
        self.room = Decimal(10) ** 12
        self.scale = 0
        self.complete = False
        self._final = False

    @property
    def value(self) -> Decimal:
        return self.total + (self.group or 0)

    def take(self, words: Sequence[str], at: int) -> int:
        """Consume one step from position `at`; give how many words it used, 0 to stop."""
        if self._final:
            return 0
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word in _AND:
            return self._join(words, at)
        if word in _ARTICLES:
            return 1 if not self.complete and (after in _SCALES or after == "hundred") else 0
        if word in _HALVES:
            return self._half(words, at)
        if word in _SCALES:
            return self._multiply(_SCALES[word], bare=len(word) > 2)
        if word == "hundred":
            return self._hundred()
        return self._add(word)

    def _add(self, word: str) -> int:
        if word[0].isdigit():
            value, room = numeral(word), Decimal(1)
        elif word in _UNITS:
            value, room = Decimal(_UNITS[word]), Decimal(1)
        elif word in _TENS:
            value, room = Decimal(_TENS[word]), Decimal(10)
        elif word in _HUNDREDS:
            value, room = Decimal(_HUNDREDS[word]), Decimal(100)
        else:
            return 0
        if value is None or value >= self.room or (self.complete and value == 0):
            return 0
        self.group = (self.group or Decimal(0)) + value
        self.room, self.complete = room, True
        return 1

    def _hundred(self) -> int:
        if self.group is not None and not 0 < self.group < 10:
            return 0
        self.group = (self.group or Decimal(1)) * 100
        self.room, self.complete = Decimal(100), True
        return 1

    def _multiply(self, scale: int, *, bare: bool) -> int:
        if self.group is None and (not bare or (self.total and scale <= self.scale)):
            return 0
        if self.scale and scale == self.scale:
            return 0
        if self.scale and scale > self.scale:
            # "doscientos mil millones" multiplies what was said so far.
            self.group, self.total = self.value, Decimal(0)
        self.total += (self.group if self.group is not None else Decimal(1)) * scale
        self.group, self.scale = None, scale
        self.room, self.complete = Decimal(scale), True
        return 1

    def _half(self, words: Sequence[str], at: int) -> int:
        rest = list(words[at + 1 : at + 3])
        skip = 1 if rest[:1] and rest[0] in _ARTICLES else 0
        if self.complete or rest[skip : skip + 1] not in (["millon"], ["million"]):
            return 0
        self.group = Decimal("0.5")
        return 1 + skip

    def _join(self, words: Sequence[str], at: int) -> int:
        following = list(words[at + 1 : at + 3])
        if not self.complete or not following:
            return 0
        half = following[0] in _HALVES or (following[0] in _ARTICLES and following[1:] == ["half"])
        if half and (self.scale >= 1_000_000 or self.group is not None):
            return self._and_a_half(words, at, 2 if following[0] in _HALVES else 3)
        if self.room in (1,) or following[0][0].isdigit():
            return 0
        if following[0] not in _UNITS and following[0] not in _TENS:
            return 0
        self.complete = False
        return 1

    def _and_a_half(self, words: Sequence[str], at: int, used: int) -> int:
        scale = words[at + used] if at + used < len(words) else ""
        if self.group is None:
            self.total += Decimal(self.scale) / 2
            self._final = True
        elif scale in _SCALES:
            self.group += Decimal("0.5")
        else:
            return 0
        return used
