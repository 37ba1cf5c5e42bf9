"""Names found whole, in part, cut short or unheard of: "maria", "chichen itza dlx", "acapulco".

The field decides by what stands around a word; a name that nobody may overlook needs no such
neighbours, or the figure would be everybody's.
"""

from typing import List, NamedTuple, Sequence

from bot.nlu.concept_reader import known_beginnings
from bot.nlu.name_likeness import NameLikeness
from bot.nlu.name_shapes import NameShapes
from bot.nlu.normal import fold
from bot.nlu.period_patterns import PERIOD_WORDS
from bot.nlu.phrase_book import PhraseBook

_MEMBER = "member"
_BEFORE = frozenset("de del d en por para of in for from at".split())
_ARTICLES = frozenset("el la los las the san santa".split())
_A_NAME = 0.9


class Names(NamedTuple):
    """What is known of names: the catalogue, the words that are none, what names are like."""

    book: PhraseBook
    shapes: NameShapes
    likeness: NameLikeness


def with_known_names(
    words: Sequence[str], tokens: Sequence[str], labels: Sequence[str], names: Names
) -> List[str]:
    """The labels of a message with every name that it holds; `tokens` are its words folded."""
    named = _whole(tokens, labels, names.book)
    whole = {place for span in names.book.certain_names(list(tokens)) for place in range(*span)}
    for place, token in enumerate(tokens):
        if place not in whole and _is_no_name(words, named, place, names.shapes):
            named[place] = "O"
        begun = place > 0 and named[place - 1].endswith(f"-{_MEMBER}")
        one_name = begun and _is_capital(words[place - 1]) and _is_capital(words[place])
        if one_name and place not in whole and _may_join(named[place], words[place], names.book):
            named[place] = f"I-{_MEMBER}"
        if named[place] == "O" and token not in names.shapes.spoken:
            named[place] = _label(words, tokens, named, place, names)
        begins = named[place] == f"B-{_MEMBER}" and _is_capital(words[place])
        if begins and place not in whole and _opens_name(words, named, place - 1, names):
            named[place - 1 : place + 1] = [f"B-{_MEMBER}", f"I-{_MEMBER}"]
    return named


def _opens_name(
    words: Sequence[str], labels: Sequence[str], place: int, names: Names
) -> bool:
    """A capital before a name belongs to it too, unless it only opens the sentence."""
    if place < 1 or labels[place] != "O" or not _is_capital(words[place]):
        return False
    word = fold(words[place])
    return word in _ARTICLES or word not in names.shapes.taught | names.book.closed_words


def _label(
    words: Sequence[str], tokens: Sequence[str], labels: Sequence[str], place: int, names: Names
) -> str:
    """The label of a word in which the field saw nothing."""
    begun = place > 0 and labels[place - 1].endswith(f"-{_MEMBER}")
    if begun and names.book.goes_on(_name_before(tokens, labels, place), tokens[place]):
        return f"I-{_MEMBER}"
    named = _is_part(tokens[place], names) or _stands_as_name(words, tokens, place, names)
    return f"B-{_MEMBER}" if named else "O"


def _is_part(token: str, names: Names) -> bool:
    """A word of a catalogue name; "travel" is a word of the trade, "maria" is not."""
    return token in names.book.parts and not token.startswith(known_beginnings())


def _is_no_name(
    words: Sequence[str], labels: Sequence[str], place: int, shapes: NameShapes
) -> bool:
    """A small word alone that is mostly said of other things: "travel", not "Lone Star Travel"."""
    longer = place + 1 < len(labels) and labels[place + 1] == f"I-{_MEMBER}"
    alone = labels[place] == f"B-{_MEMBER}" and not longer
    return alone and words[place].islower() and words[place] in shapes.spoken


def _may_join(label: str, word: str, book: PhraseBook) -> bool:
    """A capital beside a name belongs to it, unless it is a word of the trade."""
    trade = len(word) > 1 and fold(word) in book.closed_words
    return label in ("O", f"B-{_MEMBER}") and not trade


def _stands_as_name(
    words: Sequence[str], tokens: Sequence[str], place: int, names: Names
) -> bool:
    """After "de": a capital, or a common word that is surely like a name ("acapulco")."""
    token = tokens[place]
    if place == 0 or tokens[place - 1] not in _BEFORE or token in PERIOD_WORDS:
        return False
    if _is_capital(words[place]) and len(token) > 1 and token not in names.book.closed_words:
        return True
    known = token in names.likeness and token not in names.shapes.foreign
    return known and names.likeness.of(token) > _A_NAME


def _whole(tokens: Sequence[str], labels: Sequence[str], book: PhraseBook) -> List[str]:
    """A whole name is a member; one of a single word, wherever nothing else was seen."""
    named = list(labels)
    for start, end in book.certain_names(list(tokens)):
        free = all(label == "O" or label.endswith(f"-{_MEMBER}") for label in named[start:end])
        if end - start > 1 or (free and named[start] == "O"):
            named[start:end] = [f"B-{_MEMBER}", *[f"I-{_MEMBER}"] * (end - start - 1)]
    return named


def _name_before(tokens: Sequence[str], labels: Sequence[str], place: int) -> List[str]:
    """The words of the member that ends just before a place."""
    start = place - 1
    while start > 0 and labels[start].startswith("I-"):
        start -= 1
    return list(tokens[start:place])


def _is_capital(word: str) -> bool:
    """Also a letter alone: "Equipo Mérida A"."""
    return word[0].isupper() and (not word.isupper() or (len(word) == 1 and word != "I"))
