"""A token, and what it owes to its neighbours in the row."""

from dataclasses import dataclass, replace

from vocero.words.periods.terms import Code, Month, Number, Ordinal, Term, UnitWord, Year

# "3 trimestre" is the third one, "3 meses" are three.
_COUNTED = frozenset({"quarter", "half", "bimester", "fortnight"})


@dataclass(frozen=True, slots=True)
class Token:
    """A meaning (None: the words say nothing about dates) and where it stands.

    `exact` is false when a typo was corrected.
    """

    term: Term | None
    start: int
    end: int
    word: str
    exact: bool = True


def settled(row: list[Token]) -> list[Token]:
    """Resolve what depends on neighbours: glued dashes, slashes and counted units."""
    done: list[Token] = []
    for index, token in enumerate(row):
        before = done[-1] if done else None
        after = row[index + 1] if index + 1 < len(row) else None
        if before and after and _joins(before, token, after, row[index + 2 : index + 3]):
            continue
        term = token.term
        if isinstance(term, Number) and term.width == 2 and before and _stuck(row, index, before):
            token = replace(token, term=Year(2000 + term.value))
        elif isinstance(term, Number) and term.width and after and _counted(term, after.term):
            token = replace(token, term=Ordinal(term.value, term.width))
        done.append(token)
    return done


def _joins(before: Token, token: Token, after: Token, later: list[Token]) -> bool:
    if token.word not in ("-", "/") or (before.end, token.end) != (token.start, after.start):
        return False
    pair = {type(before.term), type(after.term)}
    if pair == {Code, Year}:
        return True
    if Month not in pair or not pair & {Number, Year}:
        return False
    # "15 marzo-20 abril" keeps its dash: the number belongs to the month after it.
    return not (isinstance(before.term, Month) and later and isinstance(later[0].term, Month))


def _stuck(row: list[Token], index: int, before: Token) -> bool:
    # "mar-26", "15/mar/26", "ago25": the dash was dropped, or there was none.
    previous = row[index - 1]
    dropped = previous is not before and previous.word in ("-", "/")
    glued = previous.end == row[index].start
    return isinstance(before.term, Month) and glued and (dropped or previous is before)


def _counted(number: Number, following: Term | None) -> bool:
    if not isinstance(following, UnitWord) or following.many:
        return False
    return following.unit in _COUNTED and 1 <= number.value <= 6
