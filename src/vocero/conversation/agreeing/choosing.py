"""Which of the agreed things a message means: by number, by name, all, or the only one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.conversation import choices
from vocero.conversation.agreeing import report
from vocero.conversation.memory import NoticeKind
from vocero.conversation.said import Said
from vocero.conversation.turn import Turn
from vocero.notices import alerts, subscriptions
from vocero.notices.alerts import Alert
from vocero.notices.subscriptions import Subscription
from vocero.words.normal import fold
from vocero.words.rhythm import rhythm

Kept = Subscription | Alert
_ALL = re.compile(
    r"\b(tod[oa]s|tds|all|every\w*|ambas|both|ningun[oa]?|nada de)\b(?! los (dias|lunes|martes|"
    r"miercoles|jueves|viernes|sabados|domingos)| las (mananas|noches|tardes))"
)
_NUMBER = re.compile(
    r"(?:\b(?:la|el|las|numero|num|number|no|alerta|alert|suscripcion|subscription|reporte|report|"
    r"one|the)\.? ?#?|#)\s*(\d{1,2})\b(?! ?(?:am|pm|hrs?|h\b|:|mil|k\b|%))"
)
_OF_ALERTS = re.compile(r"\b(alertas?|alarmas?|avisos?|alerts?|alarms?|tripwires?)\b")
_OF_REPORTS = re.compile(
    r"\b(suscripcion\w*|reportes?|informes?|resumen|boletin|envios?|subscriptions?|reports?|"
    r"digests?|summary|bulletins?)\b"
)
_CALLED = re.compile(r"\b(?:el|mi|del|the|my|reporte|informe|suscripcion) (\w+)")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a person has agreed, in the order in which it is listed and numbered."""

    subscriptions: tuple[Subscription, ...]
    alerts: tuple[Alert, ...]

    def of(self, kind: NoticeKind | None) -> tuple[Kept, ...]:
        """Give what is of a kind; both for None."""
        if kind == "subscription":
            return self.subscriptions
        return self.alerts if kind == "alert" else (*self.subscriptions, *self.alerts)


def shelf(connection: sa.Connection, turn: Turn) -> Shelf:
    """Read what the person has agreed."""
    return Shelf(subscriptions.of_person(connection, turn.person),
                 alerts.of_person(connection, turn.person))  # fmt: skip


def kind_of(said: Said) -> NoticeKind | None:
    """Tell which kind a message is about: by its intent, or by its words."""
    if said.intent in {"unsubscribe", "list_subscriptions"}:
        return "subscription"
    if said.intent in {"delete_alert", "list_alerts"}:
        return "alert"
    text = fold(said.text)
    about_alerts, about_reports = _OF_ALERTS.search(text), _OF_REPORTS.search(text)
    if about_alerts and not about_reports:
        return "alert"
    return "subscription" if about_reports and not about_alerts else None


def meant(turn: Turn, kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Give what a message means; all that could be meant when it is not clear."""
    text = fold(turn.said.text)
    if _ALL.search(text):
        return tuple(kept)
    numbers = numbered(turn.said, kept)
    if numbers:
        return numbers
    place = choices.position(turn.said, len(kept)) if turn.said.intent != "change_notice" else None
    if place is not None and 1 <= place <= len(kept):
        return (kept[place - 1],)
    named = [one for one in kept if _named(turn, one)]
    return tuple(named or kept)


def numbered(said: Said, kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Give what a message names by number: "la 2", "alert 3"; () for none."""
    numbers = [int(found) for found in _NUMBER.findall(fold(said.text))]
    return tuple(kept[n - 1] for n in numbers if 1 <= n <= len(kept))


def everything(turn: Turn) -> bool:
    """Tell whether a message means all of them."""
    return _ALL.search(fold(turn.said.text)) is not None


def _named(turn: Turn, one: Kept) -> bool:
    """Tell whether a message names a thing: its rhythm, its figure, its members, its format."""
    said, text = turn.said, fold(turn.said.text)
    members = one.question.members if isinstance(one, Subscription) else one.watch.members
    if members and any(fold(m.name) in text for m in members):
        return True
    metric = said.first("metric")
    if isinstance(one, Alert):
        return metric == one.watch.metric or (
            one.watch.condition.startswith("goal") and metric == "goal_progress"
        )  # fmt: skip
    heard = rhythm(said.text)
    marked = said.first("frequency")
    frequency = heard.rhythm.frequency if heard else marked
    if turn.said.intent != "change_notice" and frequency == one.rhythm.frequency:
        days = heard.rhythm.weekdays if heard else ()
        return not days or days == one.rhythm.weekdays
    if turn.said.intent == "change_notice" and _of_that_rhythm(text, one):
        return True
    return metric is not None and _about(turn, one)


def _of_that_rhythm(text: str, one: Subscription) -> bool:
    """Tell whether a change names the thing by its rhythm: "el semanal", "the daily one"."""
    for word in _CALLED.findall(text):
        heard = rhythm(word)
        if heard is not None and heard.rhythm.frequency == one.rhythm.frequency:
            return True
    return False


def _about(turn: Turn, one: Subscription) -> bool:
    named = report.named_kind(turn.said)
    return named is not None and (named.kind, named.metric) == (
        one.question.kind, one.question.metric
    )  # fmt: skip
