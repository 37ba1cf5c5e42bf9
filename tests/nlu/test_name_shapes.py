"""Names outside the catalogue are told from words that were taught."""

import unittest

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.name_shapes import NameShapes
from bot.nlu.phone_tokenizer import TOKEN


def spans(text: str) -> list:
    """The tokens of a text, as the tagger sees them."""
    return [found.span() for found in TOKEN.finditer(text)]


def sentence(text: str, intent: str = "ask_sales", *members: tuple) -> Message:
    """A training sentence with its members' limits."""
    marks = [{"start": s, "end": e, "entity": "member", "value": text[s:e]} for s, e in members]
    return Message({TEXT: text, INTENT: intent, ENTITIES: marks})


class Shapes(unittest.TestCase):
    """Learned from four sentences."""

    @classmethod
    def setUpClass(cls) -> None:
        """Words of the trade, a name, and foreign talk."""
        cls.shapes = NameShapes.learned(
            [
                sentence("hola"),
                sentence("ventas de Tulum", "ask_sales", (10, 15)),
                sentence("una pizza para María", "nlu_fallback"),
                sentence("mándale flores", "nlu_fallback"),
            ],
            ["gracias"],
        )

    def bare(self, text: str) -> bool:
        """Whether a text is nothing but an unknown name."""
        return bool(self.shapes.bare_name(text, spans(text)))

    def labelled(self, text: str, *labels: str) -> list:
        """The labels after names were made whole."""
        return self.shapes.whole_names(text, spans(text), labels)

    def test_a_strange_capital_word_is_a_name(self) -> None:
        """One word or several, with or without a sign."""
        for text in ("Narnia", "Narnia?", "San Narnia", "Puerto de Narnia", "María"):
            self.assertTrue(self.bare(text), text)

    def test_taught_and_foreign_words_are_no_names(self) -> None:
        """Nor their slips, nor words of every day, numbers and adverbs."""
        for text in ("Hola", "Holaa", "Ventas", "Gracias", "Pizza", "Quince", "Twenty", "The",
                     "Certainly", "Efectivamente"):  # fmt: skip
            self.assertFalse(self.bare(text), text)

    def test_noise_is_no_name(self) -> None:
        """Small letters, keyboard runs, laughter and letters that nobody can say."""
        for text in ("narnia", "Asdfgh", "Qwertyuiop", "Jaaaa", "Grrr", "Xkcdq", "", "🙂", "A1"):
            self.assertFalse(self.bare(text), text)

    def test_a_name_takes_in_the_capitals_before_it(self) -> None:
        """"Rutas" belongs to "Sol", the family word before them does not."""
        labels = self.labelled("Ventas de Rutas del Sol", "O", "O", "O", "O", "B-member")
        self.assertEqual(["O", "O", "B-member", "I-member", "I-member"], labels)

    def test_taught_words_are_no_member(self) -> None:
        """"Hola María" is a greeting with a name in it."""
        self.assertEqual(["O", "B-member"], self.labelled("Hola María", "B-member", "I-member"))
        self.assertEqual(["O"], self.labelled("Hola", "B-member"))

    def test_two_names_stay_two(self) -> None:
        """"y" does not tie names together."""
        labels = ["B-member", "O", "B-member"]
        self.assertEqual(labels, self.labelled("Tulum y Narnia", *labels))


if __name__ == "__main__":
    unittest.main()
