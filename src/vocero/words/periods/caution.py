"""Whether words that could be a period are one where they stand in a sentence."""

from collections.abc import Sequence

from vocero.words.normal import words
from vocero.words.periods.place import Place
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
from vocero.words.periods.tokens import Token
from vocero.words.periods.vocabulary import OF

# "los" stays a word of its own only before a weekday, which it makes a habit.
_REPEATING = words("cada every each todos todas cualquier any per by los")
_GREETINGS = words("feliz felices merry happy you vemos good buen nice")
_MIDDLES = words(
    "mediados medio mid middle mejor peor best worst por x al per by otro otra buen good nice g"
)
_UNFINISHED = frozenset({"mediados", "medio", "mid", "middle"})
_COUNTING = words("top los las mejores peores best worst mas primeros # $ € £ + - ~")
_COMPARING = words(
    "mas menos more less baje bajen bajan baja suba suben sube over under above below arriba abajo "
    "debajo encima superen supere superan"
)
_COMPARISONS = ("difer", "compar", "variac", "contrast", "diff", "chang", "gap", "versus", "brecha")
_DAY_ARTICLES = frozenset({"el", "del", "al", "the", "on", "dia"})
_DURING = frozenset({"in", "en", "for", "during", "durante"})
_DEFINITE = frozenset({"the", "el", "la", "del", "dl"})
_MONTH_LEADS = OF | _DURING | {"para"}
_MAY_FOLLOW = words(
    "con por vs versus contra que pls plz please porfa porfavor xfa x compared with by and"
)
_LASTING = words("tour tours viaje viajes paquete paquetes circuito trip trips package packages")
_UNSURE_MONTHS = frozenset({"may", "ago", "jan"})
_PERSON_NAMES = frozenset({"abril", "julio", "april", "june", "may", "august", "jan"})
_FRACTIONS = frozenset({"24/7", "1/2", "1/3", "1/4", "2/3", "3/4"})
_VAGUE = frozenset({"now", "right now", "ahora", "ahorita", "por ahora", "de momento"})
_VAGUE_HALF = frozenset({"half", "mitad"})
_JOINING = (Mark("to"), Mark("until"), Mark("dash"))
_BINDING = (Mark, Number, Ordinal)
_YEARS_BACK, _YEARS_AHEAD = 15, 4


def stands(place: Place) -> bool:
    """Tell whether the run is a period where it stands."""
    content = place.content
    return (
        not _habit(place, content)
        and _spelled(content)
        and not _counts_things(place, content)
        and _numbers_led(place, content)
        and _by_kind(place, content)
    )


def _habit(place: Place, content: Sequence[Token]) -> bool:
    """Tell whether the words before make it a habit, a dimension or two sides of a comparison."""
    before = place.before()
    if content[0].word in _VAGUE:
        return True
    if before is None:
        return False
    if content[0].term == Mark("between"):
        # "la diferencia entre enero y febrero" sets two periods side by side.
        return any(t.word.startswith(_COMPARISONS) for t in place.row[: place.first])
    if before.word in _GREETINGS:
        return True
    return before.word in _REPEATING and not isinstance(content[0].term, Year)


def _spelled(content: Sequence[Token]) -> bool:
    sure = [t for t in content if t.exact and not isinstance(t.term, Number | Ordinal)]
    return all(t.exact or sure or t.end - t.start >= 6 for t in content)


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
    if place.everything() and any(t.term in _JOINING for t in content):
        return True
    for index in range(place.first, place.last + 1):
        term = place.row[index].term
        if not isinstance(term, Number | Ordinal):
            continue
        if index and isinstance(place.row[index - 1].term, Weekday):
            continue
        if index == 0 or place.row[index - 1].word not in _DAY_ARTICLES:
            return False
    return True


def _by_kind(place: Place, content: Sequence[Token]) -> bool:
    terms: list[Term | None] = [token.term for token in content]
    match terms:
        case [UnitWord("weekend")]:
            return True
        case [UnitWord()]:
            return _unit_stands(place, content[0])
        case [Weekday()] | [Month()] | [Code()] | [Year()] | [Day()] | [DayMonth()]:
            return _name_stands(place, content[0])
        case [Number(), UnitWord()]:
            before = place.before()
            return place.moment.lean == "future" and not (before and before.word in _LASTING)
        case [Number()]:
            return _closed(place)
        case [Ordinal()]:
            return content[0].word[:1].isdigit() and _closed(place)
        case [Month(), Number(width=width)] if content[0].word in _UNSURE_MONTHS:
            return width > 0 and _closed(place)
        case [Mark("until"), Day(1)]:
            # Alone, "hasta mañana" says goodbye.
            return not place.alone()
        case [Mark("last", leads=True), UnitWord("day"), *_]:
            # "el último día del mes" is when a report is due.
            return False
        case [*_, Number() | Ordinal()]:
            return _closed(place) or any(isinstance(term, Month | UnitWord) for term in terms)
    return True


def _name_stands(place: Place, token: Token) -> bool:
    """Tell whether a name that stands alone is one: "sun" and "T2" may be something else."""
    match token.term:
        case Year(year):
            return _year_stands(place, year)
        case Month():
            return _month_stands(place, token)
        case Weekday():
            sure = len(token.word) > 4 or bool({"on", "el"} & set(place.lead[:1]))
            return sure or _paired(place, Weekday)
        case Day(1):
            before = place.before()
            bound = before is not None and before.term == Mark("until")
            return not bound and place.lead[:1] != ["la"]
        case Code():
            # "T2" is also a terminal, "S1" a row of seats.
            known = token.word[0] in "qh" or token.word[1:2] in ("q", "h", "t")
            return known or bool({"del", "el", "en"} & set(place.lead)) or _paired(place, Code)
        case DayMonth():
            # "3-5" counts, "1/2" is a half.
            clear = "/" in token.word and token.word not in _FRACTIONS
            return clear or bool(_DAY_ARTICLES & set(place.lead))
    return True


def _paired(place: Place, kind: type[Month | Weekday | Code]) -> bool:
    return any(isinstance(token.term, kind) for token in place.neighbours())


def _unit_stands(place: Place, token: Token) -> bool:
    """Tell whether a bare unit is the current one ("del mes") and no dimension ("por mes")."""
    before = place.before()
    if token.word in _VAGUE_HALF or _bound(before):
        return False
    lead = set(place.lead)
    if (OF | _DURING) & lead and _DEFINITE & lead:
        return not (before and before.word in _UNFINISHED)
    bound = before is not None and (before.term != OTHER or before.word in _MIDDLES)
    return not bound and place.alone() and place.after() is None


def _bound(before: Token | None) -> bool:
    """Tell whether the word before takes the unit for itself: "inicio del mes"."""
    if before is None or before.term == OTHER:
        return False
    return isinstance(before.term, _BINDING) or before.term == UnitWord("day")


def _closed(place: Place) -> bool:
    """Tell whether no noun follows that the number could count."""
    after = place.after()
    if after is None or after.term is None or isinstance(after.term, Mark):
        return after is None or after.term != OTHER or after.word in _MAY_FOLLOW
    return False


def _year_stands(place: Place, year: int) -> bool:
    if not place.moment.today.year - _YEARS_BACK <= year <= place.moment.today.year + _YEARS_AHEAD:
        return False
    before = place.before()
    if before and (before.word in _COMPARING or before.word in _COUNTING):
        return False
    led = bool({"en", "in", "for", "during"} & set(place.lead))
    return led or _closed(place)


def _month_stands(place: Place, token: Token) -> bool:
    if token.word == "mar":
        return False
    led = bool(_MONTH_LEADS & set(place.lead)) or _paired(place, Month)
    if token.word in _UNSURE_MONTHS and not led:
        return False
    after = place.after()
    if token.word not in _PERSON_NAMES or after is None or after.term != OTHER:
        return True
    # "Julio Pérez" is a person, "julio" before anything else is a month.
    written = place.text[token.start] + place.text[after.start]
    return not written.isupper()
