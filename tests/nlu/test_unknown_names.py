"""A name that nobody knows is marked where a name stands, and everyday words are not."""

import unittest
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.unknown_names import UnknownNames


class Shelf:
    """A model storage in a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    @contextmanager
    def write_to(self, _resource):
        """Give the folder."""
        yield self.folder

    read_from = write_to


def sentence(text: str, intent: str = "ask_sales", *entities) -> Message:
    """A training sentence with (start, end, kind) marks."""
    marks = [{"start": s, "end": e, "entity": kind, "value": text[s:e]} for s, e, kind in entities]
    return Message({TEXT: text, INTENT: intent, ENTITIES: marks})


def heard(text: str, intent: str = "ask_sales", *entities) -> Message:
    """A message as it is understood so far."""
    message = sentence(text, intent, *entities)
    message.set(INTENT, {"name": intent})
    return message


class UnknownNamesTest(unittest.TestCase):
    """Trained on three sentences, one with a member, one out of scope."""

    def setUp(self) -> None:
        """Train and load again, as a server does."""
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shelf, resource = Shelf(folder.name), Resource("unknown")
        data = TrainingData([
            sentence("ventas de la empresa de hoy"),
            sentence("ventas de Tulum este mes", "ask_sales", (10, 15, "member")),
            sentence("cuéntame de maria callas", "nlu_fallback"),
        ])
        UnknownNames.create({}, shelf, resource, None).train(data)
        self.names = UnknownNames.load({}, shelf, resource, None)

    def found(self, message: Message) -> list:
        """The words that were marked, with whether they are a guess."""
        self.names.process([message])
        return [(e["value"], bool(e.get("guess"))) for e in message.get(ENTITIES)
                if e.get("extractor") == "UnknownNames"]  # fmt: skip

    def test_a_capitalised_name_is_a_member(self) -> None:
        """It is no everyday word, so the app must find it or say that it cannot."""
        self.assertEqual(self.found(heard("ventas de Narnia de hoy")), [("Narnia", False)])

    def test_a_small_name_is_a_guess(self) -> None:
        """It may be a word nobody taught yet."""
        self.assertEqual(self.found(heard("ventas de narnia de hoy")), [("narnia", True)])
        self.assertEqual(self.found(heard("VENTAS DE NARNIA")), [("NARNIA", True)])

    def test_words_of_the_trade_are_no_names(self) -> None:
        """What training holds outside a member is left alone."""
        self.assertEqual(self.found(heard("ventas de la empresa")), [])

    def test_out_of_scope_text_teaches_no_words(self) -> None:
        """A name in a joke is still a name."""
        self.assertEqual(self.found(heard("ventas de Maria")), [("Maria", False)])

    def test_what_is_marked_already_stays_as_it_is(self) -> None:
        """No two entities overlap."""
        message = heard("ventas de Narnia", "ask_sales", (10, 16, "member"))
        self.assertEqual(self.found(message), [])

    def test_a_possessive_and_a_capital_inside_a_sentence_are_names(self) -> None:
        """"Narnia's sales" and "vendió Narnia" name somebody without a preposition."""
        self.assertEqual(self.found(heard("narnia's ventas")), [("narnia", True)])
        self.assertEqual(self.found(heard("ventas Narnia hoy")), [("Narnia", False)])

    def test_a_capital_at_the_start_is_no_name(self) -> None:
        """Every sentence starts with one."""
        self.assertEqual(self.found(heard("Quiubole ventas de hoy")), [])

    def test_other_intents_take_no_names(self) -> None:
        """Greetings and subscriptions are left alone."""
        self.assertEqual(self.found(heard("saludos de Narnia", "greet")), [])


if __name__ == "__main__":
    unittest.main()
