"""What a sentence wants watched: which figure, of whom, and from when on it counts."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from vocero.conversation import naming
from vocero.conversation.said import Said
from vocero.conversation.turn import Turn
from vocero.conversation.window import window
from vocero.metrics.catalogue import metrics, unit_of
from vocero.notices.alerts import Condition, Grain, Watch, members
from vocero.reports import desk
from vocero.words.amounts import Amount, amount
from vocero.words.names import Member
from vocero.words.normal import fold
from vocero.words.question import Question

GOAL, UNUSUAL = "goal", "unusual"
_GOAL = re.compile(r"\b(metas?|objetivos?|goals?|targets?|quotas?|cuotas?)\b")
_UNUSUAL = re.compile(
    r"\b(rar[oa]s?|inusual\w*|anomal\w+|extran[oa]s?|unusual\w*|weird|odd|strange|abnormal\w*)\b"
)
_AT_RISK = re.compile(
    r"\b(riesgo|peligr\w+|no (?:vamos a |va a )?(?:lleg|alcan|cumpl)\w*|atras\w*|lejos|"
    r"risk|danger|miss(?:ing|ed)?|behind|won'?t|fall short|not (?:make|reach|hit)\w*)\b"
)
_REACHED = re.compile(
    r"\b(alcan\w+|lleg\w+|cumpl\w+|logr\w+|pas\w+|super\w+|reach\w*|hit\w*|meet\w*|met|achiev\w+|"
    r"pass\w*|ALERTA META)\b"
)
_SELLS = re.compile(
    r"\b(vend\w+|ventas?|factur\w+|ingres\w+|sell\w*|sold|sales?|revenue|takings)\b"
)
_ABOVE = re.compile(
    r"\b(sub\w+|aument\w+|crec\w+|increment\w+|super\w+|pas(?:e|en|a|an|emos|amos)|exced\w+|"
    r"rebas\w+|mas (?:de|que)|mayor\w*|por encima|arriba|dispar\w+|trep\w+|ris\w+|increas\w+|"
    r"grow\w*|exceed\w*|above|over|more than|go(?:es)? up|up by|surpass\w*|pass\w*|top\w*|jump\w*|"
    r"spik\w*)\b"
)
_BELOW = re.compile(
    r"\b(baj\w+|ca(?:e|en|iga|igan|yeran?)|disminuy\w+|desciend\w+|menos (?:de|que)|menor\w*|"
    r"por debajo|debajo|desplom\w+|no (?:alcan|lleg|pas)\w+|reduzc\w+|drop\w*|fall\w*|decreas\w*|"
    r"below|under|less than|lower|declin\w*|sink\w*|plung\w*|tank\w*|slip\w*|go(?:es)? down|"
    r"down by)\b"
)
_LEVEL = re.compile(
    r"\b(por debajo|debajo de|por encima|encima de|(?:menor|mayor)\w* (?:a|de|que|al)|"
    r"(?:baj\w+|sub\w+|desciend\w+|ca\w+|pas\w+) del?(?! un)|super\w+|excede\w*|menos de|"
    r"mas de|below|under|above|over|exceed\w*|less than|more than|lower than|higher than|reach\w*|"
    r"to)\b"
)
_LEAD = re.compile(
    r"^\W*(?:(?:no|mejor|que sea|ponle|pon|make it|say|sube\w*|baja\w*|a|to)\b\W*)+"
)
_SAME_WEEKDAY = re.compile(
    r"\b(mismo dia|same (?:week ?)?day|(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo) "
    r"(?:pasado|anterior)|last (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_GRAINS: tuple[tuple[Grain, re.Pattern[str]], ...] = (
    ("month", re.compile(r"\b(mes|mensual\w*|month\w*)\b")),
    ("week", re.compile(r"\b(?<!dia de la )(semana|semanal\w*|week|weekly)\b")),
    ("day", re.compile(r"\b(hoy|dia|diari\w+|today|day|daily|ayer|yesterday)\b")),
)
_TURNED: Mapping[str, Condition] = MappingProxyType({"above": "rise", "below": "fall"})


def heard(turn: Turn, filled: Mapping[str, str]) -> dict[str, str]:
    """Give all that a message says about an alert, as the form holds it."""
    said, text = turn.said, fold(turn.said.text)
    values: dict[str, str] = {}
    what = what_of(turn)
    if what is not None and ("what" not in filled or said.first("metric")):
        values["what"] = what
    known = values.get("what") or filled.get("what")
    grain = grain_of(text, known)
    if grain is not None:
        values["grain"] = grain
    size = amount_of(turn)
    if size is not None:
        values["amount"], values["unit"] = str(size.value), size.unit
    condition = _condition(said, text, known, values.get("unit") or filled.get("unit"))
    if condition is not None:
        values["condition"] = condition
    if _SAME_WEEKDAY.search(text):
        values["against"] = "same_weekday"
    if known not in {None, UNUSUAL} and any(naming.mentions(said)):
        values["members"] = _members(turn, str(known))
    return values


def what_of(turn: Turn) -> str | None:
    """Give what is to be watched: a metric's key, the goal, or anything unusual."""
    said, text = turn.said, fold(turn.said.text)
    named = next((e.value for e in said.all("metric") if e.value in metrics()), None)
    if _GOAL.search(text) or (named and metrics()[named].formula.kind == "goal"):
        return GOAL
    if named is not None:
        return named
    if _UNUSUAL.search(text):
        return UNUSUAL
    sells = _SELLS.search(text) or (said.first("amount") and said.intent == "create_alert")
    return "net_sales" if sells else None


def grain_of(text: str, what: str | None) -> Grain | None:
    """Give the length of the days that are compared, if a folded text names one."""
    if what in {GOAL, UNUSUAL}:
        return None
    return next((grain for grain, words in _GRAINS if words.search(text)), None)


def amount_of(turn: Turn) -> Amount | None:
    """Read an amount in the company's own money, a count or a percentage."""
    own = turn.office.settings.company_currency
    words = turn.said.first("amount")
    bare = turn.said.intent in {"inform", "refine", "change_notice", "deny"}
    found = amount(words, own) if words else None
    if found is None and bare:
        found = amount(_LEAD.sub("", fold(turn.said.text)), own)
    if found is None or (found.currency is not None and found.currency != own):
        return None
    return found if found.value > 0 else None


def _condition(said: Said, text: str, what: str | None, unit: str | None) -> Condition | None:
    if what == UNUSUAL:
        return "unusual"
    if what == GOAL:
        risky = _AT_RISK.search(text) is not None
        return "goal_at_risk" if risky else "goal_reached" if _REACHED.search(text) else None
    comparator = said.first("comparator")
    if comparator not in {"above", "below"}:
        below = _BELOW.search(text) is not None
        comparator = "below" if below else "above" if _ABOVE.search(text) else None
    if comparator is None or unit is None:
        return "above" if comparator == "above" else "below" if comparator else None
    turned = unit == "percent" and not _is_level(text, what)
    return _TURNED[comparator] if turned else "above" if comparator == "above" else "below"


def _is_level(text: str, what: str | None) -> bool:
    """Tell whether a percentage is a level of a rate rather than a change."""
    return what is not None and what in metrics() and unit_of(what) == "percent" and (
        _LEVEL.search(text) is not None
    )  # fmt: skip


def _members(turn: Turn, what: str) -> str:
    """Resolve the names in the person's scope; raises AmbiguousMemberError, UnknownMemberError."""
    question = question_of(what, ())
    _, scope = desk.permitted(turn.person, question)
    with window(turn, scope) as data:
        named = naming.with_members(question, turn.said, data.members())
    if named.doubt is not None:
        raise named.doubt
    return json.dumps([{"dimension": m.dimension, "key": m.key, "name": m.name}
                       for m in named.question.members])  # fmt: skip


def question_of(what: str, of: tuple[Member, ...]) -> Question:
    """Give the question behind a watch, for what the person may see of it."""
    if what == GOAL or what == "goal_progress":
        return Question("goal", members=of)
    if what == UNUSUAL:
        return Question("anomalies", metric="net_sales", members=of)
    return desk.settled(Question("sales", metric=what, members=of))


def watch_of(filled: Mapping[str, str]) -> Watch:
    """Read the watch that a complete form holds."""
    what, condition = filled["what"], filled.get("condition")
    of = members(json.loads(filled.get("members", "[]")))
    if what == GOAL:
        reached = condition == "goal_reached"
        return Watch("goal_progress", of, "month", "goal_reached" if reached else "goal_at_risk")
    if what == UNUSUAL:
        return Watch("net_sales", of, "day", "unusual")
    size = Decimal(filled["amount"])
    named = condition if condition in {"above", "below", "rise", "fall"} else "above"
    share = named in {"rise", "fall"} or unit_of(what) == "percent"
    grain = next((g for g, _ in _GRAINS if g == filled.get("grain")), "day")
    moves = named in {"rise", "fall"}
    against = None if not moves else (
        "same_weekday" if filled.get("against") and grain == "day" else "previous"
    )  # fmt: skip
    return Watch(what, of, grain, named, size / 100 if share else size, against)  # type: ignore[arg-type]
