"""A form and its slots: what is asked, how an answer is read, what happens at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vocero.conversation.turn import Turn

Filled = Mapping[str, str]
"""What is known, by name: the slots that have a value, and what was given at the start."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to be known.

    `read` gives the value that a message says, or None when it says none. `options` are the
    answers to choose from, shown with numbers and as buttons; `offered` gives those of them that
    fit what is filled. `needed` tells from the other slots whether this one is asked at all.
    `unknown` is the value for "no" and "I don't know"; without one a "no" leaves the form.
    `intents` are further ones that may answer it. `before` gives what stands above the question.
    """

    name: str
    read: Callable[[Turn], str | None]
    options: tuple[str, ...] = ()
    needed: Callable[[Filled], bool] = lambda _filled: True
    unknown: str | None = None
    intents: frozenset[str] = frozenset()
    offered: Callable[[Turn, Filled], tuple[str, ...]] | None = None
    before: Callable[[Turn, Filled], str] | None = None


    def offers(self, turn: Turn, filled: Filled) -> tuple[str, ...]:
        """Give the options that are shown now."""
        return self.options if self.offered is None else self.offered(turn, filled)


@dataclass(frozen=True, slots=True)
class Form:
    """Slots in the order of asking; `finish` does what the form is for and gives the reply.

    Sentences stand in the texts under `<name>_form`: a prompt and a correction for each slot, and
    a title for each option. `listen` gives all that a message says besides the answer, for forms
    where one message may say several things at once. `intents` are those that change what is
    filled already.
    """

    name: str
    slots: tuple[Slot, ...]
    finish: Callable[[Turn, Filled], str]
    listen: Callable[[Turn, Filled], Filled] = lambda _turn, _filled: {}
    intents: frozenset[str] = frozenset()

    def missing(self, filled: Filled) -> Slot | None:
        """Give the first slot that is needed and has no value."""
        return next((s for s in self.slots if s.name not in filled and s.needed(filled)), None)

    def settled(self, filled: Filled, slot: Slot, value: str) -> dict[str, str]:
        """Fill a slot; those that are no longer needed lose their value."""
        changed = {**filled, slot.name: value}
        idle = {s.name for s in self.slots if not s.needed(changed)}
        return {name: known for name, known in changed.items() if name not in idle}
