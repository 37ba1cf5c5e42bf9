"""Text from outside is harmless before Rasa stores it."""

import random
import unicodedata
import unittest

from bot.channels.cleaning import LONGEST, NO_TEXT, clean


class CleanTest(unittest.TestCase):
    """What is left of a message."""

    def test_what_people_write_stays(self) -> None:
        """Accents, emoji, line breaks, tabs, other scripts."""
        for text in ("¿Ventas de ayer? 😀", "línea\notra\tmás", "продажи", "👨‍👩‍👧 ñ̃", "5 % «sí»"):
            self.assertEqual(clean(text), text)

    def test_nul_and_control_characters_go(self) -> None:
        """A NUL byte would end the process; escape sequences would reach a terminal."""
        self.assertEqual(clean("ven\0tas\x1b[2J\x07\x7f\x85 de ayer"), "ventas[2J de ayer")
        self.assertEqual(clean("\0\0\0"), NO_TEXT)

    def test_lone_surrogates_go(self) -> None:
        """Half an emoji cannot be stored as UTF-8."""
        self.assertEqual(clean("ventas \ud83d de \udc00ayer"), "ventas  de ayer")
        self.assertEqual(clean("\ud800"), NO_TEXT)

    def test_the_length_is_bounded(self) -> None:
        """More than the app accepts is cut, yet so much stays that the app calls it too long."""
        self.assertEqual(len(clean("a" * 10_000)), LONGEST)
        self.assertGreater(LONGEST, 1000)
        self.assertEqual(len(clean("\0" * 4000 + "a" * 10_000)), LONGEST - (LONGEST - 400))

    def test_nothing_becomes_a_text_of_its_own(self) -> None:
        """Empty, blank or no text at all still gets an answer."""
        texts = ("", "   ", "\n\t ", "\x00")
        for said in (*texts, None, 5, 5.5, True, ["ventas"], {"a": 1}, b"ventas"):
            with self.subTest(said=said):
                self.assertEqual(clean(said), NO_TEXT)

    def test_whatever_comes_can_be_stored(self) -> None:
        """Random messages: valid UTF-8, no control characters, and clean once for all."""
        chance = random.Random(7)  # noqa: S311 — a seed, not a secret
        for _ in range(2000):
            text = "".join(chr(chance.randrange(0x11000)) for _ in range(chance.randrange(60)))
            kept = clean(text)
            kept.encode("utf-8")
            bad = {c for c in kept if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cs"}}
            self.assertEqual(bad, set())
            self.assertEqual(clean(kept), kept)
            self.assertTrue(kept)
