"""The report fails exactly when a figure stands on the wrong side of its floor."""

import json
import unittest

from tests.nlu.corpus import EXAMS, OUT_OF_SCOPE, exams, intent_of
from tests.nlu.report import FLOORS, below, figures
from tests.nlu.scores import Scores


class Floors(unittest.TestCase):
    """Shares have a floor, refusals and times a ceiling."""

    def test_a_share_may_not_fall(self) -> None:
        """Equal is enough."""
        self.assertEqual([], below("exam", {"es": 0.95}, {"exam": {"es": 0.95}}))
        self.assertEqual(1, len(below("exam", {"es": 0.94}, {"exam": {"es": 0.95}})))

    def test_refusals_and_times_may_not_rise(self) -> None:
        """The limit is the most that is allowed."""
        limits = {"exam": {"refused": 0.02, "p95_ms": 15.0}}
        self.assertEqual([], below("exam", {"refused": 0.01, "p95_ms": 3.0}, limits))
        self.assertEqual(2, len(below("exam", {"refused": 0.03, "p95_ms": 16.0}, limits)))

    def test_every_exam_has_floors_for_figures_that_exist(self) -> None:
        """A misspelt floor would never fail."""
        floors = json.loads(FLOORS.read_text(encoding="utf-8"))
        known = set(figures(Scores(milliseconds=[0.0]))) | {"es", "en", "mixed"}
        self.assertEqual(set(EXAMS), set(floors))
        for name, limits in floors.items():
            self.assertLessEqual(set(limits), known, name)

    def test_the_exam_is_as_wide_as_it_claims(self) -> None:
        """650 sentences, 120 of them mixed, 130 out of scope; the second one 250."""
        asked = exams()
        inside = [lang for lang, m in asked["exam"] if intent_of(m) != OUT_OF_SCOPE]
        self.assertGreaterEqual(len(asked["exam"]), 650)
        self.assertGreaterEqual(inside.count("mixed"), 120)
        self.assertGreaterEqual(len(asked["exam"]) - len(inside), 130)
        self.assertGreaterEqual(len(asked["exam2"]), 250)


if __name__ == "__main__":
    unittest.main()
