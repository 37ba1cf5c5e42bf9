"""Names are found in part, marks end where they must, corrections lose their opening."""

import unittest
from typing import Any, Dict, List

from bot.nlu.certain_marks import with_certain_marks
from bot.nlu.corrections import opening
from bot.nlu.known_names import Names, with_known_names
from bot.nlu.limits import limited
from bot.nlu.name_likeness import NameLikeness
from bot.nlu.name_shapes import NameShapes
from bot.nlu.normal import fold
from bot.nlu.phone_tokenizer import TOKEN
from bot.nlu.phrase_book import PhraseBook, is_short_for
from bot.nlu.word_vectors import word_vectors

MEMBERS = ["Chichén Itzá", "Chichén Itzá Deluxe", "María López", "Holbox", "Holbox Familiar"]


def marked(text: str, words: str, name: str) -> List[Dict[str, Any]]:
    """Give one mark over the words of a text."""
    start = text.index(words)
    return [{"entity": name, "start": start, "end": start + len(words), "value": words}]


class KnownNames(unittest.TestCase):
    """A catalogue of five names."""

    def labels(self, text: str) -> List[str]:
        """Give the labels of a text in which the field saw nothing."""
        tokens = text.split()
        names = Names(PhraseBook({}, MEMBERS), NameShapes({"familiar"}), NameLikeness())
        folded = [fold(token) for token in tokens]
        return with_known_names(tokens, folded, ["O"] * len(tokens), names)

    def test_a_part_of_a_name_is_a_member(self) -> None:
        """ "maria" needs no surname and no capital."""
        self.assertEqual(["O", "B-member", "O", "O"], self.labels("la maria de ventas"))

    def test_a_word_of_the_trade_is_no_part(self) -> None:
        """What was taught as something else stays that."""
        self.assertEqual(["O", "O"], self.labels("plan familiar"))

    def test_a_name_goes_on_with_its_next_word_cut_short(self) -> None:
        """ "chichen itza dlx" and "holbox fam" are tours, not destinations."""
        self.assertEqual(["B-member", "I-member", "I-member"], self.labels("chichen itza dlx"))
        self.assertEqual(["B-member", "I-member", "O"], self.labels("holbox fam hoy"))

    def test_a_capital_beside_a_part_belongs_to_the_name(self) -> None:
        """ "María Robles" is one person, known or not."""
        self.assertEqual(["O", "B-member", "I-member"], self.labels("de María Robles"))
        self.assertEqual(["B-member", "O", "B-member"], self.labels("María y Holbox"))

    def test_letters_in_order_are_short_for_a_word(self) -> None:
        """The first letter counts, and two letters are too few."""
        self.assertTrue(is_short_for("dlx", "deluxe"))
        self.assertFalse(is_short_for("xld", "deluxe"))
        self.assertFalse(is_short_for("de", "deluxe"))


class Limits(unittest.TestCase):
    """Where a mark begins and ends."""

    def words(self, text: str, name: str) -> List[str]:
        """Give the words of what a mark over the whole text becomes."""
        return [part["value"] for part in limited(marked(text, text, name)[0], text)]

    def test_a_preposition_is_outside_a_period(self) -> None:
        """But it belongs to a range, and "in 3 days" is another day than "3 days"."""
        self.assertEqual(["lo que va del año"], self.words("en lo que va del año", "period"))
        self.assertEqual(["March"], self.words("in March", "period"))
        self.assertEqual(["del 1 al 15 de marzo"], self.words("del 1 al 15 de marzo", "period"))
        self.assertEqual(["en 3 días"], self.words("en 3 días", "period"))

    def test_two_hours_are_two(self) -> None:
        """ "Las 7 y 30" is one."""
        hours = self.words("las 10 de la noche y las 7", "time_of_day")
        self.assertEqual(["las 10 de la noche", "las 7"], hours)
        self.assertEqual(["las 7 y 30"], self.words("las 7 y 30", "time_of_day"))


class CertainMarks(unittest.TestCase):
    """What is marked although the field saw nothing."""

    def marks(self, text: str) -> Dict[str, str]:
        """Give each mark's words by its name, over a text of which nothing was seen."""
        spans = [(found.start(), found.end()) for found in TOKEN.finditer(text)]
        found: Dict[str, str] = {}
        for (start, end), label in zip(spans, with_certain_marks(text, spans, ["O"] * len(spans))):
            if label != "O":
                found[label[2:]] = f"{found.get(label[2:], '')} {text[start:end]}".strip()
        return found

    def test_hours_amounts_counts_and_files(self) -> None:
        """In both languages, wherever they stand."""
        self.assertEqual(
            {"time_of_day": "a las 8", "format": "excel"}, self.marks("cada lunes a las 8 en excel")
        )
        self.assertEqual({"time_of_day": "8", "amount": "50 mil"}, self.marks("50 mil at 8"))
        self.assertEqual({"period": "el lunes"}, self.marks("no, el lunes"))
        self.assertEqual({"count": "3"}, self.marks("los 3 mejores"))
        self.assertEqual({"count": "5"}, self.marks("bottom 5"))
        self.assertEqual({"booking_ref": "RES-2026-7"}, self.marks("RES-2026-7"))

    def test_what_only_looks_like_them(self) -> None:
        """A percentage is an amount; days are no count."""
        self.assertEqual({"amount": "8 %"}, self.marks("at 8 %"))
        self.assertNotIn("count", self.marks("next 5 days"))


class Corrections(unittest.TestCase):
    """What is left of a correction is read for its intent."""

    def rest(self, text: str, words: str = "", name: str = "period") -> str:
        """Give the text without its opening."""
        return text[opening(text, marked(text, words, name) if words else []) :]

    def test_the_opening_is_left_out(self) -> None:
        """Said with a verb, or with a bare "no" before something of a question."""
        self.assertEqual("reservas", self.rest("no, te pregunté por reservas"))
        self.assertEqual("passengers", self.rest("not sales, I meant passengers"))
        self.assertEqual("de ayer", self.rest("perdón, de ayer", "ayer"))
        self.assertEqual("el lunes", self.rest("no, el lunes"))
        self.assertEqual("en Cancún", self.rest("no, en Cancún", "Cancún", "member"))

    def test_a_complaint_and_a_plain_no_stay_whole(self) -> None:
        """They are no questions."""
        for text in ("no, gracias", "te pedí marzo y me diste abril", "that's not what I asked",
                     "no shows de ayer", "yo pregunté otra cosa"):  # fmt: skip
            self.assertEqual(text, self.rest(text))


class Meaning(unittest.TestCase):
    """The vectors of the repository."""

    def test_words_that_mean_alike_are_near(self) -> None:
        """Across the two languages too."""
        vectors = word_vectors()
        pairs = (("ganancia", "utilidad"), ("sell", "vender"), ("tourists", "turistas"))
        for one, other in pairs:
            near = float(vectors.of(one) @ vectors.of(other))
            far = float(vectors.of(one) @ vectors.of("jueves"))
            self.assertGreater(near, far + 0.2, (one, other, near, far))

    def test_unknown_words_mean_nothing(self) -> None:
        """The vector of nothing is zero, not an error."""
        self.assertEqual(0.0, float(abs(word_vectors().of("xqzzt 42")).sum()))

    def test_a_likeness_that_was_read_back_is_the_same(self) -> None:
        """Names are told from other words, also after loading."""
        names = [
            "acapulco",
            "oaxaca",
            "veracruz",
            "lucia",
            "hugo",
            "ramirez",
            "zacatecas",
            "pedro",
            "juan",
            "cozumel",
        ]
        words = [
            "presentar",
            "reporte",
            "mesa",
            "comer",
            "largo",
            "total",
            "detalle",
            "rojo",
            "hacer",
            "dinero",
        ]
        learned = NameLikeness.learned(names, words)
        read = NameLikeness.read(learned.stored)
        self.assertAlmostEqual(learned.of("gutierrez"), read.of("gutierrez"), places=5)
        self.assertGreater(read.of("gutierrez"), read.of("entregar"))
        self.assertEqual(1.0, NameLikeness().of("presentar"))


if __name__ == "__main__":
    unittest.main()
