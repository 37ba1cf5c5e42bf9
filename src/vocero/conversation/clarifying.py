"""Two readings that are close are put to the person, instead of one being guessed."""

import re
from dataclasses import replace

from vocero.conversation import choices
from vocero.conversation.memory import Pending
from vocero.conversation.said import Said
from vocero.conversation.turn import Turn
from vocero.conversation.understanding import KINDS
from vocero.rendering.refusals import echo
from vocero.rendering.sentences import say
from vocero.reports.families import FAMILIES
from vocero.words.normal import fold

FALLBACK = "nlu_fallback"
_SURE_NONSENSE = 0.7
_UNSURE = 0.43
_CLOSE = 0.46
_LEAST = 0.05


def close_readings(turn: Turn) -> tuple[str, ...]:
    """Give two reports that were nearly as likely, or () when there is nothing to ask about.

    A message that is surely nonsense has none; nor has one whose best reading is likely enough.
    """
    ranking = dict(reversed(turn.said.ranking))
    known = [
        (intent, confidence)
        for intent, confidence in turn.said.ranking
        if intent in KINDS and turn.person.may(FAMILIES[KINDS[intent]].capability)
    ]
    if len(known) < 2 or ranking.get(FALLBACK, 0.0) >= _SURE_NONSENSE:
        return ()
    (first, likely), (second, nearly) = known[:2]
    if nearly < _LEAST or nearly < likely * _CLOSE or likely >= _UNSURE:
        return ()
    return first, second


def ask(turn: Turn, readings: tuple[str, ...]) -> str:
    """Ask which of the readings was meant, and keep the message waiting."""
    turn.outcome = "asked"
    language = turn.reader.language
    waiting = Pending("intent", intents=readings, said=turn.said)
    turn.memory = turn.memory.waiting(waiting, language)
    turn.choices = tuple(title(turn, intent) for intent in readings)
    period = next((e.value for e in turn.said.all("period")), None)
    about = say(language, "clarify", "about", period=echo(period)) if period else ""
    lines = [
        say(language, "clarify", "option", n=n, title=title(turn, intent), about=about)
        for n, intent in enumerate(readings, start=1)
    ]
    return "\n".join([say(language, "clarify", "which"), *lines])


def title(turn: Turn, intent: str) -> str:
    """Give a report's readable name."""
    return say(turn.reader.language, "subject", KINDS[intent])


def chosen(turn: Turn, pending: Pending) -> Said | None:
    """Give the waiting message with the reading that the person picked, or None."""
    if pending.said is None:
        return None
    wanted = choices.position(turn.said, len(pending.intents))
    if wanted is None:
        said = " ".join(re.findall(r"\w+", fold(turn.said.text)))
        named = [i for i in pending.intents if fold(title(turn, i)) == said]
        wanted = pending.intents.index(named[0]) + 1 if len(named) == 1 else None
    if wanted is None or wanted > len(pending.intents):
        return None
    return replace(pending.said, intent=pending.intents[wanted - 1], ranking=())
