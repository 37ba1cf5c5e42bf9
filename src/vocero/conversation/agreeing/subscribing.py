"""The first message of a subscription or an alert opens its form, with all that it says."""

from vocero.conversation.agreeing import report
from vocero.conversation.agreeing.wanted import packed
from vocero.conversation.forms import alert, filling, subscription
from vocero.conversation.turn import Turn
from vocero.errors import ForbiddenError
from vocero.reports import desk


def subscribe(turn: Turn) -> str:
    """Subscribe to the report that the message names; what is missing is asked one by one.

    Raises ForbiddenError for a level without subscriptions, or without the report.
    """
    _refuse(turn, "subscriptions")
    filled = dict(subscription.listen(turn, {"report": ""}))
    named = report.heard(turn)
    if named is not None:
        turn.capability, scope = desk.permitted(turn.person, named.question)
        turn.scope = str(scope)
        filled["report"] = packed(named)
    return filling.start(turn, subscription.SUBSCRIPTION, filled)


def offer(turn: Turn) -> str | None:
    """Offer the last report by a bare "DIARIO"; None when the message says no rhythm.

    Raises ForbiddenError for a level without subscriptions.
    """
    filled = dict(subscription.listen(turn, {"report": ""}))
    if "rhythm" not in filled:
        return None
    _refuse(turn, "subscriptions")
    last = report.last(turn)
    if last is not None:
        filled["report"] = packed(last)
    return filling.start(turn, subscription.SUBSCRIPTION, filled)


def watch(turn: Turn) -> str:
    """Watch what the message names; what is missing is asked one by one, then a yes.

    Raises ForbiddenError for a level without alerts, or without the figure.
    """
    _refuse(turn, "alerts")
    return filling.start(turn, alert.ALERT, alert.started(turn))


def _refuse(turn: Turn, capability: str) -> None:
    turn.capability = capability
    if not turn.person.may(capability):
        raise ForbiddenError(capability=capability)
