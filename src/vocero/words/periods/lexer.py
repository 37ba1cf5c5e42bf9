"""Text becomes a row of tokens, each with its meaning and its place in the original text."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from vocero.words import numbers
from vocero.words.normal import Speller, folded, words
from vocero.words.periods import numerals
from vocero.words.periods.phrases import LONGEST, PHRASE_WORDS, PHRASES
from vocero.words.periods.terms import (
    OTHER,
    Mark,
    Month,
    Number,
    Term,
    UnitWord,
    Weekday,
    Year,
)
from vocero.words.periods.tokens import Token, settled
from vocero.words.periods.vocabulary import NOISE, OF, PLURAL_ARTICLE, TARGETS, UNTOUCHABLE, WORDS

LONGEST_TEXT = 300

_RAW = re.compile(
    r"(?P<back>\d[qtsh])(?:-?'?(?P<backyear>\d{4}|\d{2}))?(?![a-z\d])"
    r"|(?P<front>[qtsh][1-4])(?![a-z\d])"
    r"|(?P<short>'\d{2})(?!\d)"
    r"|(?P<digits>\d+(?:-\d+)+(?![/.]?\d)|\d+(?:[./,:]\d+)*)(?P<ending>[a-z]+|°)?"
    r"|(?P<possessive>'s)(?![a-z])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<dots>\.\.+)"
    r"|(?P<sign>\S)"
)
_SILENT = frozenset(",;.?!¿¡()\"'*_")
_ALIASES = {"q": "que", "k": "que", "d": "de", "dl": "del"}
_OWN = frozenset({"a", "an", "ago", "que", PLURAL_ARTICLE})
_IN = frozenset({"en", "in", "dentro"})
# Before anything was said, these only open the phrase: "¿y ayer?", "al 15 de marzo".
_LEADING = frozenset({"al", "y", "e", "and"})
_HOUR_AFTER = words(
    "am pm hrs hr h hs horas hora oclock % mil thousand k m pesos usd mxn dolares dollars euros "
    "percent porciento"
)
_SPELLER = Speller(
    {*WORDS, *NOISE, *PHRASE_WORDS, *numbers.NUMBER_WORDS, *_OWN},
    UNTOUCHABLE,
    targets=TARGETS,
    meanings=WORDS,
)


@dataclass(frozen=True, slots=True)
class _Raw:
    text: str
    start: int
    end: int
    kind: str
    exact: bool = True
    ending: str = ""


def tokens(text: str) -> tuple[Token, ...]:
    """Give the tokens of the text; a word that no period uses has the meaning OTHER."""
    if len(text) > LONGEST_TEXT:
        return ()
    return _tokens(text)


@lru_cache(maxsize=2048)
def _tokens(text: str) -> tuple[Token, ...]:
    plain = folded(text)
    raw = [_raw(match) for match in _RAW.finditer(plain.text)]
    row: list[Token] = []
    position = 0
    while position < len(raw):
        position += _Step(raw, position, row).take()
    placed = [
        replace(token, start=first, end=last)
        for token in settled(row)
        for first, last in [plain.span(token.start, token.end)]
    ]
    return tuple(placed)


def _raw(match: re.Match[str]) -> _Raw:
    kind = match.lastgroup or "sign"
    text = match.group(0)
    if match["digits"]:
        return _Raw(
            match["digits"], match.start(), match.end(), "digits", True, match["ending"] or ""
        )
    if match["back"]:
        kind = "back"
    if kind == "word":
        known = _SPELLER.correct(_ALIASES.get(text, text))
        exact = known == text or text in _ALIASES
        return _Raw(known or text, *match.span(), "word" if known else "unknown", exact)
    return _Raw(text, *match.span(), kind)


class _Step:
    """Turns the raw pieces at one position into tokens."""

    def __init__(self, raw: list[_Raw], at: int, row: list[Token]) -> None:
        self.raw, self.at, self.row = raw, at, row
        self.piece = raw[at]

    def take(self) -> int:
        """Append what stands here to the row; give how many raw pieces it used."""
        if self.piece.kind == "word":
            return self._phrase() or self._number() or self._word()
        if self.piece.kind == "digits":
            return self._digits()
        return self._phrase() or self._sign()

    def _put(self, used: int, *terms: Term | None) -> int:
        pieces = self.raw[self.at : self.at + used]
        exact = all(piece.exact for piece in pieces)
        word = " ".join(piece.text for piece in pieces)
        for term in terms:
            self.row.append(Token(term, pieces[0].start, pieces[-1].end, word, exact))
        return used

    def _after(self, steps: int) -> str:
        place = self.at + steps
        return self.raw[place].text if place < len(self.raw) else ""

    def _phrase(self) -> int:
        texts = [piece.text for piece in self.raw[self.at : self.at + LONGEST]]
        for length in range(len(texts), 0, -1):
            meaning = PHRASES.get(tuple(texts[:length]))
            if meaning is None or (texts[0] == "que" and self._unattached(meaning)):
                continue
            return self._put(length, *meaning)
        return 0

    def _unattached(self, meaning: tuple[Term, ...]) -> bool:
        # "el mes que pasó", but "¿qué pasó el 22?"
        unit = bool(self.row) and isinstance(self.row[-1].term, UnitWord | Weekday | Month)
        return meaning in ((Mark("last"),), (Mark("next"),)) and not unit

    def _number(self) -> int:
        if self.piece.text not in numbers.NUMBER_WORDS:
            return 0
        words = [piece.text for piece in self.raw[self.at : self.at + 7]]
        found = numbers.leading(words)
        if found is None:
            return 0
        value = int(found[0])
        term: Term = OTHER if value > 9_999 else Number(value, of=self._led_by_of())
        return self._put(found[1], Year(value) if numerals.is_year(value) else term)

    def _word(self) -> int:
        word, following = self.piece.text, self._after(1)
        if word in _IN and self._counts(following, self._after(2), self._after(3)):
            return self._put(1, Mark("in"))
        if word in ("a", "an"):
            return self._letter_a(following)
        if word == "at" and following.isdigit():
            return self._put(2, OTHER)
        if word in _LEADING and not self._begun():
            return self._put(1, None)
        if word == "ago" and self.row and isinstance(self.row[-1].term, UnitWord):
            return self._put(1, Mark("ago"))
        if word == PLURAL_ARTICLE:
            plural = isinstance(WORDS.get(following), Weekday)
            return self._put(1, OTHER if plural else None)
        if word in NOISE:
            return self._put(1, None)
        term = WORDS.get(word, OTHER)
        if isinstance(term, Month) and self.at and self.raw[self.at - 1].text == "on":
            term = replace(term, dated=True)
        return self._put(1, term)

    def _begun(self) -> bool:
        return any(token.term is not None for token in self.row)

    def _counts(self, first: str, second: str, third: str) -> bool:
        # "en 3 días", "in a week", "dentro de dos meses": not "en marzo".
        if first in OF:
            first, second = second, third
        number = first.isdigit() or first in numbers.NUMBER_WORDS or first in ("a", "an")
        return number and isinstance(WORDS.get(second), UnitWord)

    def _letter_a(self, following: str) -> int:
        if isinstance(WORDS.get(following), UnitWord):
            return self._put(1, Number(1))
        if following in ("la", "las") and self._after(2)[:1].isdigit():
            return self._put(3, OTHER)
        return self._put(1, Mark("to") if self._begun() else None)

    def _led_by_of(self) -> bool:
        return self.at > 0 and self.raw[self.at - 1].text in OF

    def _digits(self) -> int:
        piece, following = self.piece, self._after(1)
        if piece.ending:
            if spelt := WORDS.get(piece.text + piece.ending):
                return self._put(1, spelt)
            meaning = numerals.suffixed(piece.text, piece.ending) if piece.text.isdigit() else None
            if isinstance(meaning, str):
                return self._put(1, Number(int(piece.text[:4]), 1), WORDS[meaning])
            return self._put(1, *(meaning or (OTHER,)))
        if self._in_code():
            return self._put(1, OTHER)
        percent = following == "por" and self._after(2) in ("ciento", "cien")
        if piece.text.isdigit() and (percent or following in _HOUR_AFTER):
            return self._put(1, OTHER)
        month_next = isinstance(WORDS.get(following), Month) or (
            following in OF and isinstance(WORDS.get(self._after(2)), Month)
        )
        month_before = bool(self.row) and isinstance(self.row[-1].term, Month)
        terms = numerals.digits(piece.text, beside_month=month_next or month_before)
        if self._led_by_of() and isinstance(terms[0], Number):
            terms = (replace(terms[0], of=True), *terms[1:])
        return self._put(1, *terms)

    def _in_code(self) -> bool:
        # "RES-2026-7", "v2": digits tied to a word that no period knows.
        pieces = self.raw[max(0, self.at - 2) : self.at + 1]
        if len(pieces) < 2 or pieces[-2].end != pieces[-1].start:
            return False
        if pieces[-2].kind == "unknown":
            return True
        tied = pieces[0].end == pieces[1].start and pieces[1].text in ("-", "/", "#", "_")
        return len(pieces) == 3 and tied and pieces[0].kind == "unknown"

    def _sign(self) -> int:
        piece = self.piece
        if piece.kind == "back":
            return self._put(1, *self._back_code())
        if piece.kind == "front":
            return self._put(1, numerals.code(piece.text[0], piece.text[1]))
        if piece.kind == "short":
            return self._put(1, Year(2000 + int(piece.text[1:])))
        if piece.kind == "possessive" or piece.text in _SILENT:
            return self._put(1, None)
        if piece.text == "-" or piece.kind == "dots":
            return self._put(1, Mark("dash"))
        return self._put(1, Mark("and") if piece.text == "&" else OTHER)

    def _back_code(self) -> tuple[Term, ...]:
        # "3Q", "3Q25", "2T-2025"
        text = self.piece.text
        if text[0] not in "1234":
            return (OTHER,)
        year = text[2:].strip("-'")
        first = numerals.code(text[1], text[0])
        if not year:
            return (first,)
        return (first, Year(int(year) + (2000 if len(year) == 2 else 0)))
