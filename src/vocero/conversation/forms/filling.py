"""The way of a form through a conversation: asked, answered, corrected, interrupted, resumed, left.

Slots are filled only by what can be an answer: `inform`, `refine`, `affirm`, `deny`, a line of the
options, or words that the model took for nothing and the slot can read. Any other message is
answered as ever, and the form's question stands below the answer.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from vocero.conversation.forms.alert import ALERT
from vocero.conversation.forms.form import Filled, Form, Slot
from vocero.conversation.forms.problem import PROBLEM
from vocero.conversation.forms.subscription import SUBSCRIPTION
from vocero.conversation.memory import OpenForm
from vocero.conversation.turn import Turn
from vocero.rendering import answers
from vocero.rendering.sentences import say
from vocero.words.normal import fold

FORMS: Mapping[str, Form] = MappingProxyType(
    {form.name: form for form in (PROBLEM, SUBSCRIPTION, ALERT)}
)
ANSWERS = frozenset({"inform", "refine", "affirm", "deny"})
_PERHAPS = frozenset({"show_more", "nlu_fallback"})
# "La cifra" may look like another report of the same.
_WITH_OPTIONS = frozenset({"show_more", "report_problem"})
_WAITS = dt.timedelta(minutes=30)
_UNKNOWN = re.compile(
    r"\W*(no|nop|nope|nah)\W*|.*\b(no (lo )?se|ni idea|no idea|don'?t know|dunno|not sure)\b.*"
)


def start(turn: Turn, form: Form, filled: Mapping[str, str]) -> str:
    """Open a form with what is known already, in the place of any other; give its question."""
    turn.memory = replace(turn.memory, form=None, pending=None)
    return _go_on(turn, form, dict(filled))


def take(turn: Turn) -> str | None:
    """Take the message as an answer to the open form; None when it is none."""
    open_ = _current(turn)
    if open_ is None:
        return None
    form = FORMS[open_.name]
    asked = form.missing(open_.filled)
    if asked is None or not _may_answer(turn, form, asked):
        return None
    heard = form.listen(turn, open_.filled)
    if heard:
        return _go_on(turn, form, {**open_.filled, **heard})
    for slot in _in_order(form, open_, asked, corrects=turn.said.corrects):
        value = slot.read(turn)
        if value is not None:
            return _go_on(turn, form, form.settled(open_.filled, slot, value))
    if turn.said.intent == "deny" or _UNKNOWN.fullmatch(fold(turn.said.text)):
        if asked.unknown is None:
            return leave(turn)
        return _go_on(turn, form, form.settled(open_.filled, asked, asked.unknown))
    changes_the_report = turn.said.intent == "refine" and turn.said.entities
    if turn.said.intent not in ANSWERS or changes_the_report:
        return None
    turn.outcome = "asked"
    again = say(turn.reader.language, f"{form.name}_form", f"{asked.name}_again")
    return f"{again}\n{_prompt(turn, form, asked, open_.filled)}"


def _may_answer(turn: Turn, form: Form, asked: Slot) -> bool:
    """Tell whether a message of this intent can be an answer to what is asked."""
    intent = turn.said.intent
    if intent in _WITH_OPTIONS and asked.options:
        return True
    return intent in ANSWERS | _PERHAPS | form.intents | asked.intents


def resumed(turn: Turn, text: str) -> str:
    """Put the open form's question below the answer to something else."""
    open_ = _current(turn)
    if open_ is None or turn.form_asked or turn.memory.pending is not None:
        return text
    form = FORMS[open_.name]
    asked = form.missing(open_.filled)
    if asked is None:
        return text
    goes_on = say(turn.reader.language, "talk", "form_goes_on")
    return answers.above(text, f"{goes_on}\n{_prompt(turn, form, asked, open_.filled)}")


def leave(turn: Turn) -> str:
    """Close the form; what it was about stays kept as it is."""
    name = turn.memory.form.name if turn.memory.form else PROBLEM.name
    turn.memory = replace(turn.memory, form=None)
    return say(turn.reader.language, f"{name}_form", "left")


def _current(turn: Turn) -> OpenForm | None:
    """Give the open form, unless it was left alone for half an hour."""
    open_ = turn.memory.form
    if open_ is None or open_.name not in FORMS or turn.now - open_.asked_at > _WAITS:
        return None
    return open_


def _in_order(form: Form, open_: OpenForm, asked: Slot, *, corrects: bool) -> list[Slot]:
    """Give the slots that a message may fill: what is asked first, unless it takes words back."""
    before = [s for s in form.slots if s.name in open_.filled]
    return [*before, asked] if corrects else [asked, *before]


def _go_on(turn: Turn, form: Form, filled: dict[str, str]) -> str:
    asked = form.missing(filled)
    if asked is None:
        turn.memory = replace(turn.memory, form=None)
        return form.finish(turn, filled)
    open_ = OpenForm(form.name, filled, turn.now, turn.reader.language)
    turn.memory = replace(turn.memory, form=open_)
    return _prompt(turn, form, asked, filled)


def _prompt(turn: Turn, form: Form, slot: Slot, filled: Filled) -> str:
    """Give a slot's question with its numbered options, which the channel may show as buttons."""
    turn.form_asked = True
    language, texts = turn.reader.language, f"{form.name}_form"
    options = slot.offers(turn, filled)
    titles = [say(language, texts, f"{slot.name}_{option}") for option in options]
    turn.choices = turn.choices or tuple(titles)
    lines = [say(language, "talk", "form_option", n=n, title=title)
             for n, title in enumerate(titles, start=1)]  # fmt: skip
    above = [slot.before(turn, filled)] if slot.before else []
    return "\n".join([*above, say(language, texts, slot.name), *lines])
