"""What an alert needs to be known: which figure, when it counts, how much, and a yes."""

from vocero.conversation import choices
from vocero.conversation.agreeing import alerting, watching
from vocero.conversation.agreeing.watching import GOAL, UNUSUAL
from vocero.conversation.forms.form import Filled, Form, Slot
from vocero.conversation.turn import Turn
from vocero.conversation.understanding import KINDS
from vocero.metrics.catalogue import metrics
from vocero.reports import desk
from vocero.words import channels
from vocero.words.normal import fold

_WHAT = ("net_sales", "bookings_created", "cancellations", GOAL, UNUSUAL)
_LEVELS = ("above", "below", "rise", "fall")
_GOALS = ("goal_reached", "goal_at_risk")
_NO_NEED = frozenset({GOAL, UNUSUAL})


def listen(turn: Turn, filled: Filled) -> Filled:
    """Give all that a message says about an alert, whatever was asked.

    A bare number that answers a list of options is an option, not an amount.
    """
    asked = ALERT.missing(filled)
    if asked is None or _picks(turn, asked.name):
        return {}
    if asked.name == "sure" and turn.said.intent in {"affirm", "deny"} and not turn.said.entities:
        return {}
    values = watching.heard(turn, filled)
    named = channels.channels(turn.said.text)
    if named:
        values["channels"] = ",".join(named)
        values["also"] = "yes" if channels.added(turn.said.text) else ""
    if "amount" in values and "condition" not in values:
        values |= _fitting(filled, values["unit"])
    return values


def _picks(turn: Turn, asked: str) -> bool:
    listed = asked in {"what", "condition"}
    return listed and len(turn.said.text.split()) <= 2 and (
        choices.position(turn.said, len(_WHAT)) is not None
    )  # fmt: skip


def _fitting(filled: Filled, unit: str) -> dict[str, str]:
    """Turn a level into a change, or back, when the new amount is of the other sort."""
    condition, what = filled.get("condition"), filled.get("what")
    rate = what in metrics() and metrics()[str(what)].unit == "percent"
    if condition in {"above", "below"} and unit == "percent" and not rate:
        return {"condition": "rise" if condition == "above" else "fall"}
    if condition in {"rise", "fall"} and unit != "percent":
        return {"condition": "above" if condition == "rise" else "below"}
    return {}


def _what(turn: Turn) -> str | None:
    """Read what to watch, by its number or in words."""
    place = choices.position(turn.said, len(_WHAT))
    shown = _offered_what(turn, {})
    if place is not None and len(turn.said.text.split()) <= 3:
        return shown[place - 1] if place <= len(shown) else None
    return watching.what_of(turn)


def _offered_what(turn: Turn, _filled: Filled) -> tuple[str, ...]:
    return tuple(what for what in _WHAT if _open(turn, what))


def _open(turn: Turn, what: str) -> bool:
    needed = {GOAL: "goal", UNUSUAL: "anomalies"}.get(what)
    return turn.person.may(needed or metrics()[what].capability)


def _condition(turn: Turn) -> str | None:
    """Read when it counts, by the number among those that fit."""
    shown = _offered_conditions(turn, turn.memory.form.filled if turn.memory.form else {})
    place = choices.position(turn.said, len(shown))
    return shown[place - 1] if place is not None and place <= len(shown) else None


def _offered_conditions(_turn: Turn, filled: Filled) -> tuple[str, ...]:
    return _GOALS if filled.get("what") == GOAL else _LEVELS


def _amount(turn: Turn) -> str | None:
    found = watching.amount_of(turn)
    return None if found is None else str(found.value)


def _sure(turn: Turn) -> str | None:
    """Read a yes; a no leaves the form."""
    said = fold(turn.said.text).strip(" .!¡👍✅")
    plain = turn.said.intent == "affirm" or said in {"si", "yes", "ok", "guardala", "save it", "1"}
    return "yes" if plain else None


def before(turn: Turn, filled: Filled) -> str:
    """Show what the alert would have done, before it is saved."""
    return alerting.preview(turn, watching.watch_of(filled))


def started(turn: Turn) -> Filled:
    """Give what the first message says; refuses what the person may not see."""
    values = watching.heard(turn, {})
    if "what" in values:
        desk.permitted(turn.person, watching.question_of(values["what"], ()))
    named = channels.channels(turn.said.text)
    if named:
        values["channels"] = ",".join(named)
    return values


ALERT = Form(
    "alert",
    (
        Slot("what", _what, options=_WHAT, offered=_offered_what,
             intents=frozenset(KINDS) | {"create_alert"}),
        Slot("condition", _condition, options=(*_LEVELS, *_GOALS), offered=_offered_conditions,
             needed=lambda filled: filled.get("what") != UNUSUAL),
        Slot("amount", _amount, needed=lambda filled: filled.get("what") not in _NO_NEED),
        Slot("sure", _sure, before=before),
    ),
    alerting.finish,
    listen=listen,
    intents=frozenset({"create_alert", "change_notice", "set_preference"}),
)  # fmt: skip
