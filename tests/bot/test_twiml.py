"""An answer in TwiML is one message that WhatsApp takes."""

import unittest
from xml.etree import ElementTree

from bot.channels.twiml import LONGEST, shortened, twiml


class TwimlTest(unittest.TestCase):
    """What becomes of long, strange and missing answers."""

    def test_a_long_answer_is_cut_between_lines(self) -> None:
        """Whole lines only, an ellipsis where some are missing, never over the limit."""
        lines = [f"{n}. {'x' * 97}" for n in range(40)]
        short = shortened("\n".join(lines))
        kept = short.split("\n")
        self.assertLessEqual(len(short), LONGEST)
        self.assertGreater(len(kept), 12)
        self.assertEqual(kept, [*lines[: len(kept) - 1], "…"])

    def test_what_fits_is_left_alone(self) -> None:
        """Up to the limit nothing is cut."""
        for text in ("", "a", "a" * LONGEST, "😀" * (LONGEST // 2)):
            self.assertEqual(shortened(text), text)

    def test_one_endless_line_is_cut_where_it_must_be(self) -> None:
        """Also where characters count twice: none is cut in half."""
        for text in ("a" * 5000, "😀" * 900, "a" + "😀" * 900):
            short = shortened(text)
            self.assertLessEqual(len(short.encode("utf-16-le")) // 2, LONGEST)
            self.assertTrue(short.endswith("…"))
            self.assertTrue(text.startswith(short[:-1]))

    def test_strange_characters_leave_well_formed_xml(self) -> None:
        """Control characters and lone surrogates are left out."""
        root = ElementTree.fromstring(twiml([{"text": "a\0\x0b\ud83d<&>b"}]))  # noqa: S314
        self.assertEqual(root[0].text, "a<&>b")

    def test_nothing_said_is_an_empty_response(self) -> None:
        """No message element at all."""
        self.assertEqual(len(ElementTree.fromstring(twiml([]))), 0)  # noqa: S314

    def test_only_the_web_has_media(self) -> None:
        """Another scheme is no picture for Twilio to fetch."""
        root = ElementTree.fromstring(twiml([{"text": "x", "image": "file:///etc"}]))  # noqa: S314
        self.assertEqual(len(root[0]), 0)
