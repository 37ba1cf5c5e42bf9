"""Days that were told as unusual are remembered as normal: "eso era normal"."""

import datetime as dt
import re

from vocero.conversation import choices, times
from vocero.conversation.memory import Pending
from vocero.conversation.turn import Turn
from vocero.conversation.window import window
from vocero.metrics.answer import Oddity
from vocero.rendering import oddities
from vocero.rendering.sentences import say
from vocero.reports import anomalies, desk
from vocero.words.normal import fold
from vocero.words.question import Question

_NUMBER = re.compile(r"(?:\b(?:la|el|no|num|numero|number|the)\b\.? ?|#|^\W*)(\d{1,2})\b")
_ALL = re.compile(r"\b(tod[oa]s?|all|both|amb[oa]s|ningun[oa]|every\w*)\b")


def mark(turn: Turn) -> str:
    """Remember as normal what the last message called unusual; ask which, when it was several.

    Raises ForbiddenError for a level without anomalies.
    """
    question = turn.memory.question
    if question is None or question.kind != "anomalies":
        desk.permitted(turn.person, Question("anomalies"))
        return say(turn.reader.language, "anomalies", "nothing_to_mark")
    return _marked(turn, question) or _ask(turn, question)


def settle(turn: Turn, pending: Pending) -> str | None:
    """Take the message as the answer to which one was normal; None when it is not one."""
    return None if pending.question is None else _marked(turn, pending.question)


def _marked(turn: Turn, question: Question) -> str | None:
    """Mark what was named, or the only one; None when it is not clear which."""
    turn.capability, scope = desk.permitted(turn.person, question)
    turn.scope = str(scope)
    with window(turn, scope) as data:
        found = data.answer(question).oddities
    if not found:
        return say(turn.reader.language, "anomalies", "nothing_to_mark")
    found = _meant(turn, found)
    if not found:
        return None
    turn.memory = turn.memory.asked(question, None)
    for odd in found:
        turn.office.expected.mark(scope.whole, anomalies.about(question, odd.member), odd.metric,
                                  _days(odd), turn.person.person_id)  # fmt: skip
    if len(found) > 1:
        return say(turn.reader.language, "anomalies", "marked_all")
    what = f"{oddities.title(turn.reader, found[0])}, {oddities.when(turn.reader, found[0])}"
    return say(turn.reader.language, "anomalies", "marked", what=what)


def _meant(turn: Turn, found: tuple[Oddity, ...]) -> tuple[Oddity, ...]:
    """Give the oddities that were named: by number, by date, all, or the only one; () of doubt."""
    said = fold(turn.said.text)
    dated = times.periods(turn.said, turn.today, "past")
    if dated:
        return tuple(o for o in found if any(o.start <= p.end and p.start <= o.end for p in dated))
    number = _NUMBER.search(said)
    named = int(number[1]) if number else choices.position(turn.said, len(found))
    if named is not None:
        return found[named - 1 : named] if 1 <= named <= len(found) else ()
    return found if len(found) == 1 or _ALL.search(said) else ()


def _days(odd: Oddity) -> list[dt.date]:
    return [odd.start + dt.timedelta(days=n) for n in range(odd.days)]


def _ask(turn: Turn, question: Question) -> str:
    turn.outcome = "asked"
    waiting = Pending("expected", question, said=turn.said)
    turn.memory = turn.memory.waiting(waiting, turn.reader.language)
    return say(turn.reader.language, "anomalies", "which")
