"""Entities agree with the intent: the family word is no metric, a report's horizon is a period."""

import re
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.certain_periods import missing_periods
from bot.nlu.limits import limited
from bot.nlu.normal import fold, plain

_SALES = (
    "ventas venta vtas vta sales sale ingresos ingreso facturacion facturado revenue takings "
    "turnover recaudacion recaudado billing"
)
_BOOKINGS = "reservas reserva reservaciones reservacion bookings booking reservations reservation"
_CANCELLED = "cancelaciones cancelacion anulaciones cancellations cancellation cancels"
FAMILY_WORDS: Dict[str, frozenset] = {
    "ask_sales": frozenset([*_SALES.split(), "lo vendido"]),
    "ask_commissions": frozenset(
        "comisiones comision comis comi commissions commission comms".split()
    ),
    "ask_bookings": frozenset(_BOOKINGS.split()),
    "ask_cancellations": frozenset([*_BOOKINGS.split(), *_CANCELLED.split()]),
    "ask_occupancy": frozenset(
        ["ocupacion", "ocup", "occupancy", "load factor", "factor de ocupacion"]
    ),
    "ask_goal": frozenset(
        "meta metas objetivo objetivos cuota goal goals target targets quota".split()
    ),
}
_FAMILY_METRICS: Dict[str, Tuple[str, ...]] = {
    "ask_sales": ("net_sales",),
    "ask_commissions": ("commissions",),
    "ask_bookings": ("bookings_created",),
    "ask_cancellations": ("bookings_created", "cancellations"),
    "ask_occupancy": ("occupancy",),
    "ask_goal": ("goal_progress",),
}
# However it is spelt: "bkgs", "resrvas". "Netas" says more than the family does.
_ONE_WORD = re.compile(r"(?!net)\w+", re.IGNORECASE)
_REPORTS = frozenset(FAMILY_WORDS) | {
    "ask_kpi", "ask_comparison", "ask_ranking", "ask_profitability", "ask_passengers",
    "ask_anomalies", "ask_drivers",
}  # fmt: skip
_TIMED = _REPORTS | {"ask_forecast", "refine"}
_NOTICES = frozenset(("create_alert", "subscribe", "unsubscribe"))
_AHEAD = re.compile(
    r"(?:(?:l[oa]s|the|de aqui a|en) )?(?:(?:proxim[oa]s|siguientes|next|coming) )?(?:\w+ )?"
    r"(?:dias|semanas|meses|days?|weeks|months|quincenas)(?: \w+(?: \w+)?)?|\d+d?|un mes|a month|"
    r"(?:l[oa]s )?(?:proxim[oa]s|siguientes) \w+ \w+|(?:the )?rest of .*|(?:el )?resto de.*|"
    r"(?:de (?:aqui|aca) a|hasta|until|til|till|through|thru|up to|out to) .*|"
    r"(?:fin|final) de(?:l)? (?:mes|ano)|(?:the )?end of (?:the |this )?(?:month|year)|"
    r"(?:month|year) end"
)
_EXCLUDING = re.compile(
    r"\b(?:sin|excepto|salvo|quita\w*|excluy\w+|excluding|except(?: for)?|without|minus|w/o|"
    r"sin contar|not including|not counting|other than)(?: (?:a|el|la|los|las|the))?\s*$"
)
_TWO_PERIODS = re.compile(r"(?:(?:entre|between) )?(.+?) (?:y|and|e|vs\.?|versus|contra) (.+)")
_CHANNEL = re.compile(r"\b(?:whats?app?|wasap|web|online)\b")
_SHOP = re.compile(r"\b(?:web|online)\b")
_AS_STATUS = {"cancellations": "cancelled", "no_shows": "no_show"}


def is_family_word(intent: Optional[Text], words: Text) -> bool:
    """A bare family word only repeats what its intent already says."""
    return plain(words) in FAMILY_WORDS.get(intent or "", ())


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class EntityAgreement(GraphComponent, EntityExtractorMixin):
    """Runs last, when both the intent and the entities are known."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityAgreement":
        """It needs no configuration and keeps no state."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Every message leaves with entities that suit its intent."""
        for message in messages:
            intent = (message.get(INTENT) or {}).get("name")
            text = message.get(TEXT) or ""
            marked = [
                part for entity in message.get(ENTITIES, []) for part in limited(entity, text)
            ]
            agreed = [
                self._suited(part, intent, text)
                for entity in marked
                if not self._is_empty(entity, intent, text)
                for part in _parts(entity, intent, text)
            ]
            if intent in _TIMED or intent in _NOTICES:
                timed = intent in _TIMED
                agreed += self.add_extractor_name(_unmarked(text, marked, timed=timed))
            agreed.sort(key=lambda entity: entity["start"])
            message.set(ENTITIES, agreed, add_to_output=True)
        return messages

    @staticmethod
    def _is_empty(entity: Dict[Text, Any], intent: Optional[Text], text: Text) -> bool:
        words = text[entity["start"] : entity["end"]]
        if entity["entity"] != "metric":
            return False
        own = entity["value"] in _FAMILY_METRICS.get(intent or "", ())
        return is_family_word(intent, words) or (own and _ONE_WORD.fullmatch(words) is not None)

    @staticmethod
    def _suited(
        entity: Dict[Text, Any], intent: Optional[Text], text: Text
    ) -> Dict[Text, Any]:
        words = plain(text[entity["start"] : entity["end"]])
        if intent == "ask_forecast":
            return _in_forecast(entity, words)
        if entity["entity"] == "horizon" and intent in _REPORTS:
            return {**entity, "entity": "period"}
        if _EXCLUDING.search(fold(text[: entity["start"]])):
            return _excluded(entity)
        return entity


def _unmarked(
    text: Text, entities: List[Dict[Text, Any]], *, timed: bool
) -> List[Dict[Text, Any]]:
    """Give the periods and the sales channels that the tagger passed over."""
    missing = [("period", *span) for span in missing_periods(text, entities) if timed]
    taken = [(entity["start"], entity["end"]) for entity in entities]
    # "Avísame por whatsapp" says where to, "las ventas de la web" says what of.
    channels = _CHANNEL if timed else _SHOP
    for found in channels.finditer(fold(text)):
        start, end = found.span()
        if all(end <= left or right <= start for left, right in taken):
            missing.append(("member", start, end))
    found_late = [
        {"entity": name, "start": start, "end": end, "value": text[start:end]}
        for name, start, end in missing
    ]
    return [
        _excluded(entity) if _EXCLUDING.search(fold(text[: entity["start"]])) else entity
        for entity in found_late
    ]


def _parts(entity: Dict[Text, Any], intent: Optional[Text], text: Text) -> List[Dict[Text, Any]]:
    """A comparison "entre abril y mayo" is about two periods, not about one long one."""
    start, end = entity["start"], entity["end"]
    two = _TWO_PERIODS.fullmatch(fold(text[start:end]))
    if intent != "ask_comparison" or entity["entity"] != "period" or not two:
        return [entity]
    spans = [(start + left, start + right) for left, right in (two.span(1), two.span(2))]
    return [{**entity, "start": a, "end": b, "value": text[a:b]} for a, b in spans]


def _in_forecast(entity: Dict[Text, Any], words: Text) -> Dict[Text, Any]:
    """A length of time or an end is a horizon, a named time is a period, 7 is seven days."""
    bare_number = entity["entity"] == "count" and words.isdigit()
    end_of_month = entity["entity"] == "frequency" and entity["value"] == "month_end"
    if entity["entity"] in ("period", "horizon") or bare_number or end_of_month:
        return {**entity, "entity": "horizon" if _AHEAD.fullmatch(words) else "period"}
    return entity


def _excluded(entity: Dict[Text, Any]) -> Dict[Text, Any]:
    """After "sin" a member or a status is left out; "sin cancelaciones" is a status too."""
    if entity["entity"] in ("member", "status"):
        return {**entity, "role": "excluded"}
    status = _AS_STATUS.get(entity["value"]) if entity["entity"] == "metric" else None
    if status:
        return {**entity, "entity": "status", "value": status, "role": "excluded"}
    return entity
