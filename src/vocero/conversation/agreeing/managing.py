"""What is agreed is listed, changed, paused, resumed, sent now, snoozed, ended, by sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace

from vocero.conversation.agreeing import acting, choosing
from vocero.conversation.agreeing.acting import Action
from vocero.conversation.agreeing.choosing import Kept
from vocero.conversation.memory import NoticeKind, Pending
from vocero.conversation.turn import Turn
from vocero.errors import ForbiddenError
from vocero.notices import habits
from vocero.notices.subscriptions import Subscription
from vocero.rendering import notices
from vocero.rendering.sentences import say
from vocero.words import channels
from vocero.words.normal import fold

_PAUSE = re.compile(
    r"\b(paus\w+|suspend\w+|suspens\w+|deten\w*|interrump\w+|descans\w+|hold|rest|stop .* (?:until|"
    r"til|for)|off (?:until|til)|hasta|until|till?)\b"
)
_SNOOZE = re.compile(
    r"\b(silenci\w+|calla\w*|duerm\w+|snooz\w+|mute\w*|quiet|hush|hasta|until|till?|por \w+ "
    r"(?:horas?|dias?|semanas?|minutos?)|for (?:\w+ )?(?:hours?|days?|weeks?|minutes?))\b"
)
_RESUME = re.compile(
    r"\b(re-?activ\w+|reanud\w+|resum\w+(?! (?:diario|semanal|mensual|de))|reinstat\w+|unpaus\w+|"
    r"turn .*back on|back on|start .*again|continu\w+|"
    r"despiert\w+|descongel\w+|vuelve\w* a|unmut\w+|activ\w+|enable|switch .* on|wake)\b"
)
_BARE_NUMBER = re.compile(r"\W*\d{1,2}\W*")
"""A line of a list that is open, rather than an hour or an amount."""
_END = re.compile(
    r"\b(cancel\w*|borr\w+|quit\w+|elimin\w+|delete|remove|drop|end|scrap|stop|ya no|no more|kill|"
    r"unsubscribe|get rid of|dar? de baja|desuscrib\w+)\b"
)
_UNDO = re.compile(r"\b(?:olvid\w+|cancel\w*|never ?mind|forget|undo|deshaz\w*|borr\w+|quita\w*)\b")
_TAKE_AWAY = re.compile(r"\b(?:cancel|borr|quit|elimin|delet|remov)\w*")
_ENDS = re.compile(
    r"\W*(?:por favor |pls |please )?(?:cancela|cancel|borra|quita|elimina|delete|remove|end|stop|"
    r"pausa|pause|silencia|snooze|mute)(?:me|las?|los?)?\b"
)
_NOW = re.compile(
    r"\b(ahora(?: mismo)?|ahorita|ya mismo|ya(?= |$)|en este momento|de una vez|right now|now|"
    r"right away|at once|immediately|straight away|asap|adelanta)\b"
)


def list_subscriptions(turn: Turn) -> str:
    """List what comes by itself. Raises ForbiddenError for a level without subscriptions."""
    return manage(turn) if _ENDS.match(fold(turn.said.text)) else _list(turn, "subscription")


def list_alerts(turn: Turn) -> str:
    """List what is watched. Raises ForbiddenError for a level without alerts."""
    return manage(turn) if _ENDS.match(fold(turn.said.text)) else _list(turn, "alert")


def _list(turn: Turn, kind: NoticeKind) -> str:
    _refuse(turn, kind)
    with turn.office.database.writing() as connection:
        kept = choosing.shelf(connection, turn).of(kind)
        known = habits.habits(connection, turn.person, turn.office.settings)
    language, name = turn.reader.language, f"{kind}s"
    if not kept:
        return say(language, "notices", f"no_{name}")
    lines = [say(language, "notices", f"list_{name}")]
    lines += [
        say(language, "notices", "line", n=n, what=acting.named(turn, one, known),
            state=notices.state(turn.reader, one, known, turn.now))
        for n, one in enumerate(kept, start=1)
    ]  # fmt: skip
    turn.memory = turn.memory.waiting(_about(kept, None), language)
    after = "list_after" if kind == "subscription" else "list_alerts_after"
    return "\n".join([*lines, say(language, "notices", after)])


def manage(turn: Turn) -> str:
    """Do what a message wants done with what is agreed; ask which, and before more than one goes.

    Raises ForbiddenError for a level that has neither subscriptions nor alerts.
    """
    kind = choosing.kind_of(turn.said)
    _refuse(turn, kind)
    with turn.office.database.writing() as connection:
        kept = choosing.shelf(connection, turn).of(kind)
    if not kept:
        return say(turn.reader.language, "notices", f"no_{kind or 'subscription'}s")
    return _with(turn, kept, action_of(turn))


def settle(turn: Turn, pending: Pending) -> str | None:
    """Take the message as what is to become of what was just shown; None when it is not that.

    A format changes what was just agreed; of a report that came by itself it asks a file.
    """
    if turn.said.intent == "export" and pending.said is None:
        return None
    if turn.said.intent == "set_preference" and not channels.channels(turn.said.text):
        return None
    with turn.office.database.writing() as connection:
        shelf = choosing.shelf(connection, turn)
    kept = [one for one in shelf.of(None) if _key(one) in pending.notices]
    if not kept:
        return None
    if pending.action is None and (other := _another(turn, shelf.of(_key(kept[0])[0]))):
        return _with(turn, other, action_of(turn))
    if pending.sure and pending.action is not None:
        return _answered(turn, kept, pending.action)
    if pending.action is not None:
        chosen = choosing.meant(turn, kept)
        return _with(turn, chosen, pending.action, asked=True) if len(chosen) < len(kept) or (
            choosing.everything(turn)
        ) else None
    action = action_of(turn)
    says = not _BARE_NUMBER.fullmatch(turn.said.text) and acting.says_anything(turn, kept)
    return _with(turn, kept, action) if says or action != "change" else None


def _another(turn: Turn, whole: Sequence[Kept]) -> tuple[Kept, ...]:
    """Give what is named out of the whole list, where only one was spoken of last."""
    action = action_of(turn)
    chosen = choosing.numbered(turn.said, whole)
    if not chosen and action not in {"change", "send"}:
        chosen = choosing.meant(turn, whole)
        chosen = () if len(chosen) == len(whole) and not choosing.everything(turn) else chosen
    return chosen


def undone(turn: Turn, pending: Pending | None) -> str | None:
    """End the one thing that was just agreed or told: "cancelar", "olvídalo"; None for no such.

    Who just leaves ("salir") leaves it as it is.
    """
    if pending is None or pending.what != "notice" or len(pending.notices) != 1:
        return None
    if not _UNDO.search(fold(turn.said.text)):
        return None
    with turn.office.database.writing() as connection:
        shelf = choosing.shelf(connection, turn)
    kept = [one for one in shelf.of(None) if _key(one) in pending.notices]
    turn.memory = replace(turn.memory, pending=None)
    return acting.act(turn, kept, "end") if kept else None


def _answered(turn: Turn, kept: Sequence[Kept], action: Action) -> str | None:
    """Take a yes or no to the question whether all of them are meant."""
    turn_over = replace(turn.memory, pending=None)
    if turn.said.intent == "deny":
        turn.memory = turn_over
        return say(turn.reader.language, "notices", "kept_as_is")
    if turn.said.intent == "affirm" or fold(turn.said.text).strip(" .!") in {"si", "yes", "ok"}:
        turn.memory = turn_over
        return acting.act(turn, kept, action)
    return None


def _with(turn: Turn, kept: Sequence[Kept], action: Action, *, asked: bool = False) -> str:
    """Act on what is meant; ask which one, or for a yes where several would go."""
    chosen = tuple(kept) if asked else choosing.meant(turn, kept)
    language = turn.reader.language
    if len(chosen) > 1 and (choosing.everything(turn) or asked) and action != "change":
        turn.memory = turn.memory.waiting(_about(chosen, action, sure=True), language)
        turn.outcome = "asked"
        head = say(language, "notices", f"sure_{action}", count=len(chosen))
        return "\n".join([head, *_lines(turn, chosen, numbered=False)])
    if len(chosen) > 1:
        turn.memory = turn.memory.waiting(
            replace(_about(chosen, action), said=turn.said), language
        )
        turn.outcome = "asked"
        lines = _lines(turn, chosen, numbered=True)
        turn.choices = tuple(line.split("*")[1] if "*" in line else line for line in lines)
        return "\n".join([say(language, "notices", "which_notice"), *lines])
    turn.memory = replace(turn.memory, pending=None)
    return acting.act(turn, chosen, action)


def _lines(turn: Turn, kept: Sequence[Kept], *, numbered: bool) -> list[str]:
    with turn.office.database.writing() as connection:
        known = habits.habits(connection, turn.person, turn.office.settings)
    names = [acting.named(turn, one, known) for one in kept]
    language = turn.reader.language
    if not numbered:
        return [f"• {name}" for name in names]
    return [say(language, "notices", "line", n=n, what=name, state="")
            for n, name in enumerate(names, start=1)]  # fmt: skip


def action_of(turn: Turn) -> Action:
    """Tell what is to be done: by the intent and by the words."""
    text, intent = fold(turn.said.text), turn.said.intent
    if intent == "unsubscribe":
        return "pause" if _PAUSE.search(text) else "end"
    if intent == "delete_alert":
        return "snooze" if _SNOOZE.search(text) else "pause" if _PAUSE.search(text) else "end"
    if _RESUME.search(text):
        return "resume"
    sends = _NOW.search(text) and not turn.said.entities_of("amount", "time_of_day")
    if sends:
        return "send"
    if re.search(r"\bpaus\w+\b|\bhold\b|\bsuspend\w+\b", text):
        return "pause"
    if re.search(r"\b(silenci\w+|snooz\w+|mute\w*|duerm\w+)\b", text):
        return "snooze"
    if intent in {"deny", "affirm"}:
        # "Ya no, gracias" turns an offer down; "no, quítala" ends what there is.
        return "end" if _TAKE_AWAY.search(text) else "change"
    return "end" if _END.search(text) and intent != "change_notice" else "change"


def _about(kept: Sequence[Kept], action: Action | None, *, sure: bool = False) -> Pending:
    return Pending("notice", notices=tuple(_key(one) for one in kept), action=action, sure=sure)


def _key(one: Kept) -> tuple[NoticeKind, int]:
    if isinstance(one, Subscription):
        return "subscription", one.subscription_id
    return "alert", one.alert_id


def _refuse(turn: Turn, kind: NoticeKind | None) -> None:
    capability = "alerts" if kind == "alert" else "subscriptions"
    turn.capability = capability
    if not turn.person.may(capability):
        raise ForbiddenError(capability=capability)
