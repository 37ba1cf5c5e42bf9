"""Where in a sentence a run of words stands: what comes before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from vocero.words.periods.period import Moment
from vocero.words.periods.tokens import Token


@dataclass(frozen=True, slots=True)
class Place:
    """A run of tokens, from `first` to `last`, inside the row of the whole sentence."""

    text: str
    row: Sequence[Token]
    first: int
    last: int
    moment: Moment

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

    def everything(self) -> bool:
        """Tell whether the message says nothing besides the run."""
        return sum(token.term is not None for token in self.row) == len(self.content)

    def neighbours(self) -> list[Token]:
        """Give the meaningful tokens two places before and after: "jan" and "feb" are."""
        meant = [token for token in self.row if token.term is not None]
        at, size = meant.index(self.content[0]), len(self.content)
        return meant[max(0, at - 2) : max(0, at - 1)] + meant[at + size + 1 : at + size + 2]
