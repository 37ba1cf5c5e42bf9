"""Whether words that could be a period are one where they stand in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vocero.words.normal import words
from vocero.words.periods.lexer import Token
from vocero.words.periods.terms import (
    OTHER,
    Code,
    Day,
    DayMonth,
    Mark,
    Month,
    Number,
    Ordinal,
    Term,
    UnitWord,
    Weekday,
    Year,
)
from vocero.words.periods.vocabulary import OF

_REPEATING = words(
    # "los" stays a word of its own only before a weekday, which it makes a habit.
    "cada every each todos todas cualquier any per by los"
)
_MIDDLES = words("mediados medio mid middle mejor peor best worst por x al per by otro")
_UNFINISHED = frozenset({"mediados", "medio", "mid", "middle"})
_COUNTING = words("top los las mejores peores best worst mas primeros # $ € £ + - ~")
_COMPARING = words(
    "mas menos more less baje bajen bajan baja suba suben sube over under above below arriba abajo "
    "debajo encima superen supere superan"
)
_DAY_ARTICLES = frozenset({"el", "del", "al", "the", "on", "dia"})
_MONTH_LEADS = frozenset({"in", "of", "for", "during", "de", "en", "para", "del", "durante"})
_MAY_FOLLOW = words(
    "con por vs versus contra que pls plz please porfa porfavor xfa x compared with by and"
)
_UNSURE_MONTHS = frozenset({"may", "ago", "jan"})
_PERSON_NAMES = frozenset({"abril", "julio", "april", "june", "may", "august", "augusto", "jan"})
_FRACTIONS = frozenset({"24/7", "1/2", "1/3", "1/4", "2/3", "3/4"})
_VAGUE_NOW = frozenset({"now", "ahora", "ahorita"})
_VAGUE_HALF = frozenset({"half", "mitad"})
_DEFINITE = frozenset({"the", "el", "la", "del", "dl"})
_BINDING = (Mark, Number, Ordinal)
_YEARS_BACK, _YEARS_AHEAD = 15, 4


@dataclass(frozen=True, slots=True)
class Place:
    """A run of tokens, from `first` to `last`, inside the row of the whole sentence."""

    text: str
    row: Sequence[Token]
    first: int
    last: int
    today: date

    @property
    def content(self) -> list[Token]:
        """The tokens of the run that mean something."""
        return [token for token in self.row[self.first : self.last + 1] if token.term is not None]

    @property
    def lead(self) -> list[str]:
        """The words directly before the run that say nothing by themselves, nearest first."""
        words: list[str] = []
        for token in reversed(self.row[: self.first]):
            if token.term is not None:
                break
            words.append(token.word)
        return words

    def before(self) -> Token | None:
        """Give the nearest meaningful or unknown token before the run."""
        return next((t for t in reversed(self.row[: self.first]) if t.term is not None), None)

    def after(self) -> Token | None:
        """Give the token right after the run."""
        return self.row[self.last + 1] if self.last + 1 < len(self.row) else None

    def alone(self) -> bool:
        """Tell whether the message has at most one word besides the run."""
        others = sum(token.term is not None and token.word.isalnum() for token in self.row)
        return others - len(self.content) <= 1


def stands(place: Place) -> bool:
    """Tell whether the run is a period where it stands."""
    content = place.content
    before = place.before()
    if before and before.word in _REPEATING and not isinstance(content[0].term, Year):
        return False
    return (
        _spelled(content)
        and not _counts_things(place, content)
        and _numbers_led(place, content)
        and _by_kind(place, content)
    )


def _spelled(content: Sequence[Token]) -> bool:
    sure = [t for t in content if t.exact and not isinstance(t.term, Number | Ordinal)]
    return all(t.exact or sure or len(t.word) >= 6 for t in content)


def _counts_things(place: Place, content: Sequence[Token]) -> bool:
    """Tell whether a leading number counts people or money: "top 5 de agosto"."""
    if not isinstance(content[0].term, Number | Ordinal) or place.first == 0:
        return False
    previous = place.row[place.first - 1]
    counted = len(content) > 1 and isinstance(content[1].term, UnitWord)
    return previous.word in _COUNTING and not counted


def _numbers_led(place: Place, content: Sequence[Token]) -> bool:
    """Tell whether each day number without its month is led by an article."""
    if any(isinstance(t.term, Month | UnitWord | DayMonth | Code) for t in content):
        return True
    for index in range(place.first, place.last + 1):
        term = place.row[index].term
        if not isinstance(term, Number | Ordinal) or (index and _is_weekday(place.row[index - 1])):
            continue
        if index == 0 or place.row[index - 1].word not in _DAY_ARTICLES:
            return False
    return True


def _is_weekday(token: Token) -> bool:
    return isinstance(token.term, Weekday)


def _by_kind(place: Place, content: Sequence[Token]) -> bool:
    terms: list[Term | None] = [token.term for token in content]
    match terms:
        case [UnitWord("weekend")]:
            return True
        case [UnitWord()]:
            return _unit_stands(place, content[0])
        case [Number(), UnitWord()]:
            return False
        case [Number()]:
            return _closed(place)
        case [Ordinal()]:
            return content[0].word[:1].isdigit() and _closed(place)
        case [*_, Number() | Ordinal(value=_)]:
            return _closed(place) or any(isinstance(term, Month | UnitWord) for term in terms)
        case [Year(year)]:
            return _year_stands(place, year)
        case [Month()]:
            return _month_stands(place, content[0])
        case [Weekday()]:
            return len(content[0].word) > 4 or bool({"on", "el"} & set(place.lead[:1]))
        case [Day(1)] if content[0].word == "manana":
            return place.lead[:1] != ["la"]
        case [Day(0)]:
            return content[0].word not in _VAGUE_NOW
        case [Code()]:
            return content[0].word[0] in "qh" or content[0].word[1:2] in ("q", "h", "t")
        case [DayMonth()]:
            return content[0].word not in _FRACTIONS or bool(place.lead)
    return True


def _unit_stands(place: Place, token: Token) -> bool:
    """Tell whether a bare unit is the current one ("del mes") and no dimension ("por mes")."""
    before = place.before()
    if token.word in _VAGUE_HALF or _bound(before):
        return False
    lead = set(place.lead)
    if OF & lead and _DEFINITE & lead:
        return not (before and before.word in _UNFINISHED)
    bound = before is not None and (before.term != OTHER or before.word in _MIDDLES)
    return not bound and place.alone() and place.after() is None


def _bound(before: Token | None) -> bool:
    """Tell whether the word before takes the unit for itself: "inicio del mes"."""
    return before is not None and before.term != OTHER and isinstance(before.term, _BINDING)


def _closed(place: Place) -> bool:
    """Tell whether no noun follows that the number could count."""
    after = place.after()
    if after is None or after.term is None or isinstance(after.term, Mark):
        return after is None or after.term != OTHER or after.word in _MAY_FOLLOW
    return False


def _year_stands(place: Place, year: int) -> bool:
    if not place.today.year - _YEARS_BACK <= year <= place.today.year + _YEARS_AHEAD:
        return False
    before = place.before()
    if before and (before.word in _COMPARING or before.word in _COUNTING):
        return False
    led = bool({"en", "in", "for", "during"} & set(place.lead))
    return led or _closed(place)


def _month_stands(place: Place, token: Token) -> bool:
    if token.word == "mar":
        return False
    if token.word in _UNSURE_MONTHS and not _MONTH_LEADS & set(place.lead):
        return False
    after = place.after()
    if token.word not in _PERSON_NAMES or after is None or after.term != OTHER:
        return True
    # "Julio Pérez" is a person, "julio" before anything else is a month.
    written = place.text[token.start] + place.text[after.start]
    return not written.isupper()
