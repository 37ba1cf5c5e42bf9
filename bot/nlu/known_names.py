"""Names of the catalogue are found whole, in part and cut short: "maria", "chichen itza dlx".

The field decides by what stands around a word; a name that nobody may overlook needs no such
neighbours, or the figure would be everybody's.
"""

from typing import Container, List, Sequence

from bot.nlu.phrase_book import PhraseBook

_MEMBER = "member"


def with_known_names(
    tokens: Sequence[str], labels: Sequence[str], book: PhraseBook, taught: Container[str]
) -> List[str]:
    """The labels of a message with every name of the catalogue that its folded tokens hold.

    `taught` are the words of the trade, which are never taken for a part of a name.
    """
    named = _whole(tokens, labels, book)
    for place, token in enumerate(tokens):
        if named[place] != "O":
            continue
        begun = place > 0 and named[place - 1].endswith(f"-{_MEMBER}")
        before = _name_before(tokens, named, place) if begun else []
        if before and book.goes_on(before, token):
            named[place] = f"I-{_MEMBER}"
        elif token in book.parts and token not in taught:
            named[place] = f"B-{_MEMBER}"
    return named


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
