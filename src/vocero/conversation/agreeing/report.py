"""Which report a sentence is about, without the days on which it is asked."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from vocero.conversation import naming, understanding
from vocero.conversation.said import Entity, Said
from vocero.conversation.times import each
from vocero.conversation.turn import Turn
from vocero.conversation.window import window
from vocero.notices import days
from vocero.reports import desk
from vocero.reports.families import FAMILIES
from vocero.words.normal import fold
from vocero.words.periods import find
from vocero.words.question import Question
from vocero.words.rhythm import rhythm

_INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(rf"\b(?:{words})"))
    for intent, words in (
        ("ask_kpi", r"kpi|indicador|key (?:figures|indicators|numbers)|resumen|summary|digest|"
                    r"panorama|overview|numbers\b|numeros\b"),
        ("ask_forecast", r"pron?ostico|predicci|proyecci|forecast|outlook|projection"),
        ("ask_goal", r"metas?\b|objetivo|goal|target|quota|cuota"),
        ("ask_anomalies", r"anomal|rar[oa]s?\b|inusual|unusual|weird"),
        ("ask_ranking", r"top\b|ranking|mejores|peores|best\b|worst|leaderboard"),
        ("ask_occupancy", r"ocupaci|occupancy|llenado|seats\b"),
        ("ask_profitability", r"rentab|margen|utilidad|ganancia|profit|margin"),
        ("ask_comparison", r"compar"),
        ("ask_commissions", r"comisi|comis\b|commission"),
        ("ask_cancellations", r"cancelaci|cancell?ations?|no[- ]?shows?|reembols|refund"),
        ("ask_passengers", r"pasajer|pax\b|passenger"),
        ("ask_bookings", r"reserv|booking"),
        ("ask_sales", r"vent|vend|factur|ingres|sales|sold|revenue|takings"),
    )
)  # fmt: skip
_THIS = re.compile(
    r"\b(est[ae]|esto|este reporte|lo mismo|eso|this|that|the same|ese|"
    r"(?:mand|envi|pas)\w*(?:melo|mela|noslo)|"
    r"send (?:it|me this|this|that|it to me))\b"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A report that may come by itself: what it asks, and the words for its days, if any."""

    question: Question
    words: str | None


def heard(turn: Turn) -> Heard | None:
    """Find the report that a message names, resolved within the person's scope; None for none.

    Raises ForbiddenError, UnknownMemberError, AmbiguousMemberError and ImpossibleError like a
    report that is asked for.
    """
    bare = without_rhythm(turn.said)
    intent = _intent(bare)
    if intent is None:
        return _shown(turn) if _THIS.search(fold(bare.text)) else None
    asked = replace(bare, intent=intent)
    question = replace(understanding.drafted(asked), period=None)
    if question.kind == "comparison":
        question = replace(question, kind="sales")
    words = period_words(asked, turn.today)
    return Heard(_within(turn, asked, question), words)


def last(turn: Turn) -> Heard | None:
    """Take the report that was shown last."""
    return _shown(turn)


def _shown(turn: Turn) -> Heard | None:
    question = turn.memory.question
    if question is None or question.kind == "booking":
        return None
    words = days.relative(question, turn.today)
    return Heard(replace(question, period=None, other=None), words)


def _within(turn: Turn, said: Said, question: Question) -> Question:
    """Resolve the names among what the person sees, and refuse what they may not ask."""
    _, scope = desk.permitted(turn.person, question)
    if not any(naming.mentions(said)):
        return question
    with window(turn, scope) as data:
        named = naming.with_members(question, said, data.members())
    if named.doubt is not None:
        raise named.doubt
    return named.question


def without_rhythm(said: Said) -> Said:
    """Give the message without the words for how often, when in the day and in which format."""
    found = rhythm(said.text)
    spans = [*(found.spans if found else ())]
    spans += [(e.start, e.end) for e in said.entities
              if e.kind in {"time_of_day", "format"} or (e.kind == "frequency" and not found)]
    text = said.text
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    dropped = {"frequency", "time_of_day", "format"}
    kept = tuple(e for e in said.entities
                 if e.kind not in dropped and not _covered(e, spans))  # fmt: skip
    return replace(said, text=text, entities=kept)


def _covered(entity: Entity, spans: list[tuple[int, int]]) -> bool:
    return any(start < entity.end and entity.start < end for start, end in spans)


def _intent(said: Said) -> str | None:
    """Give the family that the words name; a marked metric alone leads to its own."""
    text = fold(said.text)
    if said.intent in understanding.KINDS:
        return said.intent
    found = [(words.search(text), intent) for intent, words in _INTENTS]
    named = next((intent for match, intent in found if match), None)
    if named is not None:
        return named
    if said.first("metric") is not None:
        return "ask_sales"
    narrowed = said.first("member") is not None or said.first("dimension") is not None
    return "ask_sales" if narrowed else None


def period_words(said: Said, today: dt.date) -> str | None:
    """Give the words that say which days a report is about; None when none were said."""
    found = find(said.text, today)
    if each(said.text):
        by = ("por", "by", "per")
        found = [f for f in found if not fold(said.text[: f.start]).rstrip().endswith(by)]
    return said.text[found[0].start : found[0].end].strip() if found else None


FIRST: Mapping[str, str] = MappingProxyType({
    "kpi": "ask_kpi", "sales": "ask_sales", "bookings": "ask_bookings", "goal": "ask_goal",
})  # fmt: skip
"""The reports that the form offers, with their intents."""


def offered(turn: Turn, name: str) -> Heard | None:
    """Give one of the reports that the form offers by name."""
    if name == "last":
        return _shown(turn)
    question = understanding.drafted(Said("", FIRST[name]))
    desk.permitted(turn.person, question)
    return Heard(question, None)


def open_to(turn: Turn, name: str) -> bool:
    """Tell whether a report of the form can be offered to this person now."""
    if name == "last":
        return _shown(turn) is not None
    return turn.person.may(FAMILIES[understanding.KINDS[FIRST[name]]].capability)


def named_kind(said: Said) -> Question | None:
    """Give the report that the words alone name, without names and days; None for none."""
    bare = without_rhythm(said)
    intent = _intent(replace(bare, intent=""))
    return None if intent is None else understanding.drafted(replace(bare, intent=intent))
