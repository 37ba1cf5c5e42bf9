"""What exactly is wrong: a report of a wrong answer is kept at once, and this asks the rest.

With the right days the question is answered again; with the right amount whoever looks into it
knows where to begin.
"""

import re
from dataclasses import replace

import sqlalchemy as sa

from vocero.conversation import choices, reporting, times
from vocero.conversation.forms.form import Filled, Form, Slot
from vocero.conversation.turn import Turn
from vocero.errors import UnknownPeriodError
from vocero.rendering.sentences import say
from vocero.storage.tables import problems
from vocero.words.amounts import amount
from vocero.words.normal import fold
from vocero.words.periods import find

_WRONG = ("figure", "period", "meaning", "other")
_NAMED = {
    "figure": re.compile(
        r"\b(cifras?|numeros?|montos?|totale?s?|importes?|figures?|numbers?|amounts?)\b"
    ),
    "period": re.compile(r"\b(periodos?|fechas?|dias|mes|semana|periods?|dates?|days|month)\b"),
    "meaning": re.compile(r"\b(entend\w+|pregunt\w+|understood|misunderst\w+|meant|question)\b"),
    "other": re.compile(r"\b(otra? cosa|otro|otra|nada de eso|something else|other|none)\b"),
}
_LONGEST_NAME = 5
_BARE_NAME = 2


def _wrong(turn: Turn) -> str | None:
    """Read which part is wrong: by its number, or by a word for it in a short message."""
    place = choices.position(turn.said, len(_WRONG))
    if place is not None:
        return _WRONG[place - 1] if place <= len(_WRONG) else None
    said = fold(turn.said.text)
    # "La cifra" is the option; "esa cifra está mal" may be said of another answer.
    longest = _BARE_NAME if turn.said.intent == "report_problem" else _LONGEST_NAME
    if len(said.split()) > longest or find(said, turn.today):
        return None
    named = [part for part, words in _NAMED.items() if words.search(said)]
    return named[0] if named else None


def _amount(turn: Turn) -> str | None:
    found = amount(turn.said.text, turn.office.settings.company_currency)
    words = turn.said.first("amount")
    if found is None and words:
        found = amount(words, turn.office.settings.company_currency)
    return str(found.value) if found else None


def _period(turn: Turn) -> str | None:
    try:
        found = times.periods(turn.said, turn.today, "past")
    except UnknownPeriodError:
        return None
    return turn.said.text.strip()[:100] if len(found) == 1 else None


def _finish(turn: Turn, filled: Filled) -> str:
    """Add what was said to the report, and put right what can be put right now."""
    with turn.office.database.writing() as connection:
        connection.execute(
            sa.update(problems)
            .where(problems.c.reference == filled["reference"],
                   problems.c.person_id == turn.person.person_id)
            .values(details={k: v for k, v in filled.items() if k != "reference"})
        )  # fmt: skip
    key = "noted" if filled.get("expected") else f"noted_{filled['wrong']}"
    text = say(turn.reader.language, "problem_form", key, reference=filled["reference"],
               contact=turn.office.settings.company_contact)  # fmt: skip
    return f"{text}\n{again}" if (again := _again(turn, filled)) else text


def _again(turn: Turn, filled: Filled) -> str | None:
    """Answer the last question for the days that were meant."""
    question = turn.memory.question
    if "period" not in filled or question is None:
        return None
    (period,) = times.periods(turn.said, turn.today, "past")
    turn.said = replace(turn.said, entities=())
    return reporting.report(turn, replace(question, period=period, other=None))


PROBLEM = Form(
    "problem",
    (
        Slot("wrong", _wrong, options=_WRONG),
        Slot("expected", _amount, needed=lambda f: f.get("wrong") == "figure", unknown=""),
        Slot("period", _period, needed=lambda f: f.get("wrong") == "period"),
    ),
    _finish,
)
