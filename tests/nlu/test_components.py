"""The language components keep their promises, trained once on the core alone."""

import tempfile
import unittest
from pathlib import Path

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.closed_lists import CLOSED_LISTS, list_of
from bot.nlu.concept_reader import ConceptReader, written_concepts
from bot.nlu.entity_tagger import EntityTagger, read_members
from bot.nlu.intent_classifier import LinearIntentClassifier
from bot.nlu.normal import fold, plain
from bot.nlu.period_patterns import propose
from bot.nlu.phone_tokenizer import PhoneTokenizer
from bot.nlu.slips import SlipIndex
from tests.nlu.corpus import CORE, read
from tests.nlu.pipeline import MEMBERS, Pipeline, configured


def setUpModule() -> None:
    """One training serves every test of this module."""
    global PIPELINE
    PIPELINE = Pipeline(configured(), read(CORE))


def understood(text: str) -> Message:
    """What the trained pipeline makes of a text."""
    return PIPELINE.parse(Message(data={TEXT: text}))


def entities(text: str) -> list:
    """Names and values, in the order of the text."""
    return [(found["entity"], found["value"]) for found in understood(text).get(ENTITIES)]


class Understanding(unittest.TestCase):
    """Messages as they arrive from a phone."""

    def test_signs_and_capitals_change_nothing(self) -> None:
        """Opening marks, shouting and missing accents lead to the same intent and words."""
        for text in ("¡Ventas de hoy!", "VENTAS DE HOY", "ventas de hoy"):
            message = understood(text)
            self.assertEqual("ask_sales", message.get("intent")["name"], text)
            found = message.get(ENTITIES)[0]
            self.assertEqual(("period", "hoy"), (found["entity"], found["value"].lower()))

    def test_bare_commands_reach_their_intent(self) -> None:
        """The shortest form of a question is enough in either language."""
        wanted = {
            "VENTAS": "ask_sales", "commissions": "ask_commissions", "KPI": "ask_kpi",
            "PREDICCION": "ask_forecast", "Alerta": "create_alert", "ALERTAS": "list_alerts",
            "cancelar": "unsubscribe", "STOP": "opt_out", "ayuda": "help",
            "agente": "human_handoff",
        }  # fmt: skip
        for text, intent in wanted.items():
            self.assertEqual(intent, understood(text).get("intent")["name"], text)

    def test_empty_and_strange_texts_do_not_break(self) -> None:
        """A message without words is refused, not an error."""
        for text in ("", " ", "🙂", "...", "￼", "a" * 5000):
            self.assertIn("name", understood(text).get("intent"), text[:10])

    def test_entities_never_overlap(self) -> None:
        """Every stretch of the text has at most one entity."""
        text = "compara ventas netas de Cancún del 1 al 15 de marzo vs abril por sucursal sin web"
        found = understood(text).get(ENTITIES)
        for left, right in zip(found, found[1:]):
            self.assertLessEqual(left["end"], right["start"])

    def test_a_reference_is_upper_case_with_any_digits(self) -> None:
        """Booking references come out as the catalogue writes them."""
        self.assertIn(("booking_ref", "RES-2026-7"), entities("busca la res-2026-7"))
        self.assertIn(("booking_ref", "RES-2026-1234567"), entities("Res-2026-1234567?"))

    def test_the_family_word_is_no_metric(self) -> None:
        """In a sales question the word for sales is not marked, in an alert it is."""
        self.assertNotIn("metric", [name for name, _ in entities("ventas de ayer")])
        self.assertIn(("metric", "net_sales"), entities("avísame si las ventas bajan de 50 mil"))

    def test_closed_lists_have_normal_values_and_open_ones_words(self) -> None:
        """"mes" is month as a dimension and stays "mes" as a period."""
        self.assertIn(("dimension", "month"), entities("ventas por mes"))
        self.assertIn(("period", "mes"), entities("ventas mes"))

    def test_an_excluded_member_has_its_role(self) -> None:
        """"sin Tulum" leaves Tulum out."""
        found = understood("ventas sin Tulum").get(ENTITIES)
        self.assertEqual([("member", "excluded")], [(e["entity"], e["role"]) for e in found])

    def test_ranking_offers_a_second_option(self) -> None:
        """The intent ranking holds more than the winner, best first."""
        ranking = understood("ventas de hoy").get("intent_ranking")
        shares = [entry["confidence"] for entry in ranking]
        self.assertGreater(len(ranking), 1)
        self.assertEqual(sorted(shares, reverse=True), shares)


class Storage(unittest.TestCase):
    """A model that is read back answers as it did."""

    def test_loaded_components_agree_with_trained_ones(self) -> None:
        """Saving and loading changes neither entities nor intents."""
        context = ExecutionContext(GraphSchema({}))
        loaded = []
        for index, part in enumerate(configured()):
            trained = PIPELINE.components[index]
            kind = type(trained)
            if kind in (EntityTagger, LinearIntentClassifier):
                config = {**kind.get_default_config(), **part}
                resource = Resource(f"{index}_{kind.__name__}")
                loaded.append(kind.load(config, PIPELINE._storage, resource, context))
            else:
                loaded.append(trained)
        for text in ("ventas de ayer en Cancún", "top 5 agentes", "avísame si caen 20%"):
            message = Message(data={TEXT: text})
            for component in loaded:
                component.process([message])
            wanted = understood(text)
            self.assertEqual(wanted.get("intent")["name"], message.get("intent")["name"])
            self.assertEqual(wanted.get(ENTITIES), message.get(ENTITIES))

    def test_a_missing_catalogue_is_an_empty_one(self) -> None:
        """Training works before the app has written the names."""
        self.assertEqual([], read_members("var/no-such-file.json"))
        self.assertIn("Cancún", read_members(str(MEMBERS)))

    def test_untrained_components_stay_silent(self) -> None:
        """Without training there are no entities and no intent, and no error."""
        with tempfile.TemporaryDirectory() as directory:
            storage = LocalModelStorage.create(Path(directory))
            context = ExecutionContext(GraphSchema({}))
            message = Message(data={TEXT: "ventas"})
            for kind in (PhoneTokenizer, EntityTagger, LinearIntentClassifier):
                config = kind.get_default_config()
                kind.create(config, storage, Resource("none"), context).process([message])
            self.assertEqual([], message.get(ENTITIES))


class Parts(unittest.TestCase):
    """The plain functions below the components."""

    def test_folding_keeps_every_offset(self) -> None:
        """The folded text is as long as the text."""
        for text in ("Predicción ÑANDÚ ß İ ﬁ 🙂", "¿qué?"):
            self.assertEqual(len(text), len(fold(text)))
        self.assertEqual("prediccion", plain("  PREDICCIÓN "))

    def test_periods_are_proposed_whole(self) -> None:
        """The longest proposal wins in both languages."""
        for text in ("la semana pasada", "del 1 al 15 de marzo", "last 7 days", "q3 2025",
                     "lo que va del mes", "first half of july", "hace 3 semanas"):  # fmt: skip
            self.assertIn((0, len(text)), list(propose(text)), text)

    def test_a_slip_is_repaired_and_a_stranger_is_not(self) -> None:
        """One letter off is a slip, two are another word."""
        index = SlipIndex(["ventas", "sales"])
        self.assertEqual("ventas", index.repaired("vemtas"))
        self.assertEqual("sales", index.repaired("slaes"))
        self.assertIsNone(index.repaired("planeta"))

    def test_both_languages_share_ideas(self) -> None:
        """A word and its translation carry the same idea."""
        reader = ConceptReader(written_concepts())
        pairs = (("pronostico", "forecast"), ("borrar", "delete"), ("reserva", "booking"))
        for left, right in pairs:
            shared = reader.ideas([left])[0] & reader.ideas([right])[0]
            self.assertTrue(shared, (left, right))

    def test_every_closed_value_has_a_written_word(self) -> None:
        """The training data names every value of every closed list."""
        written = set(read(CORE).entity_synonyms.values())
        for name, values in CLOSED_LISTS.items():
            self.assertFalse(values - written, name)
            self.assertTrue(all(list_of(value) == name for value in values))


if __name__ == "__main__":
    unittest.main()
