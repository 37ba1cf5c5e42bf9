"""One period expression becomes a period."""

from datetime import date

from vocero.words.periods import grammar
from vocero.words.periods.lexer import tokens
from vocero.words.periods.period import Lean, Moment, Period
from vocero.words.periods.terms import OTHER


def resolve(text: str, today: date, lean: Lean = "past") -> Period | None:
    """Give the period that the whole text says, or None when it says anything else.

    Never raises, whatever the text. With `lean` "future" a bare name is the next one that has
    not ended, instead of the most recent one that has begun.
    """
    row = tokens(text)
    terms = [token.term for token in row if token.term is not None]
    if not terms or OTHER in terms:
        return None
    return grammar.read(terms, Moment(today, lean))
