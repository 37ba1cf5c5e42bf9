"""The written data keeps to the contract."""

import unittest
from collections import defaultdict

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT

from bot.nlu.normal import plain
from tests.nlu.corpus import (
    CORE,
    LANGUAGES,
    OUT_OF_SCOPE,
    exams,
    language_of,
    read,
    unread,
    voices,
    without,
)

_INTENTS_LINES = """
ask_sales ask_commissions ask_bookings ask_kpi ask_forecast ask_comparison ask_ranking
ask_profitability ask_passengers ask_cancellations ask_occupancy ask_goal ask_anomalies
ask_drivers refine export explain_metric create_alert list_alerts delete_alert subscribe
list_subscriptions unsubscribe ask_dashboard ask_status ask_profile change_language help
human_handoff report_problem change_notice set_preference show_more mark_expected inform cancel
opt_out opt_in greet goodbye thank affirm deny bot_challenge nlu_fallback
"""
INTENTS = frozenset(_INTENTS_LINES.split())
_ENTITY_NAMES_LINES = """
period horizon dimension status currency member metric amount comparator frequency time_of_day
format booking_ref count language
"""
ENTITY_NAMES = frozenset(_ENTITY_NAMES_LINES.split())


class Corpus(unittest.TestCase):
    """Sentences, intents and entities as the contract names them."""

    @classmethod
    def setUpClass(cls) -> None:
        """Every file is read once."""
        cls.files = {"core": read(CORE), **voices()}

    def test_every_language_writes_every_intent_in_several_voices(self) -> None:
        """No intent depends on one way of writing; the core has them all."""
        self.assertEqual(INTENTS, self.files["core"].intents)
        for language in LANGUAGES:
            voices = [d for v, d in self.files.items() if v.startswith(language)]
            for intent in INTENTS:
                writing = sum(intent in voice.intents for voice in voices)
                least = 1 if language == "mixed" else 3
                self.assertGreaterEqual(writing, least, f"{language} {intent}")
            strange = set().union(*(voice.intents for voice in voices)) - INTENTS
            self.assertEqual(set(), strange, language)

    def test_only_known_entities_are_marked(self) -> None:
        """Names and roles are those of the contract."""
        for voice, data in self.files.items():
            self.assertLessEqual(data.entities, ENTITY_NAMES, voice)
            self.assertLessEqual(data.entity_roles, {"excluded"}, voice)

    def test_a_sentence_has_one_intent(self) -> None:
        """No two intents claim the same words, whatever their accents and marks."""
        claims = defaultdict(set)
        for data in self.files.values():
            for message in data.training_examples:
                claims[plain(message.get(TEXT)).strip("¿?¡!. ")].add(message.get(INTENT))
        self.assertEqual({}, {text: names for text, names in claims.items() if len(names) > 1})

    def test_the_voices_are_broad(self) -> None:
        """At least 2,500 sentences in the voices, 250 of them out of scope."""
        sentences = [m for voice in voices().values() for m in voice.training_examples]
        outside = [m for m in sentences if m.get(INTENT) == OUT_OF_SCOPE]
        self.assertGreaterEqual(len(sentences), 2500)
        self.assertGreaterEqual(len(outside), 250)

    def test_voices_name_their_language(self) -> None:
        """The first word of a voice's file name is its language."""
        self.assertEqual(set(LANGUAGES), {language_of(voice) for voice in voices()})

    def test_enough_of_each_exam_is_new(self) -> None:
        """Short questions are common property, so some sentences stand in the data as well."""
        training = without([], voices())
        least_new = {"holdout": 300, "exam": 650, "exam2": 250, "exam3": 100, "exam4": 650,
                     "exam5": 600, "exam6": 600, "exam7": 650, "exam8": 650, "exam9": 700}
        for name, least in least_new.items():
            sentences = exams()[name]
            self.assertGreaterEqual(len(unread((m for _, m in sentences), training)), least, name)
            self.assertLessEqual(set(LANGUAGES), {language for language, _ in sentences}, name)

    def test_exams_use_the_same_intents_and_entities(self) -> None:
        """What is asked for is what is taught."""
        for name, sentences in exams().items():
            marked = {e["entity"] for _, m in sentences for e in m.get(ENTITIES) or []}
            self.assertLessEqual(marked, ENTITY_NAMES, name)
            self.assertLessEqual({m.get(INTENT) for _, m in sentences}, INTENTS, name)


if __name__ == "__main__":
    unittest.main()
