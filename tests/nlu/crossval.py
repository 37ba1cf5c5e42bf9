"""Leaves each voice out in turn and fails when a language is understood too rarely.

Run: python -m tests.nlu.crossval [--floor 0.70] [--mistakes]

The voices are stranger than any day's messages (thumbs without vowels, telegrams, four countries'
slang), so this is a comparison between pipelines; what is reached is measured by the exams.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from tests.nlu.corpus import LANGUAGES, language_of, unread, voices, without
from tests.nlu.pipeline import Pipeline, configured
from tests.nlu.scores import Scores


def folds(known: dict[str, Any], count: int) -> list[list[str]]:
    """Whole voices in each fold, languages spread over the folds."""
    ordered = sorted(known, key=lambda v: (LANGUAGES.index(language_of(v)), v))
    return [ordered[start::count] for start in range(count)]


def crossval(parts: list[dict[str, Any]], count: int = 9) -> Scores:
    """The scores of a configuration on voices that it has never read, two folds at a time."""
    left_out, scores = folds(voices(), count), Scores()
    with ProcessPoolExecutor(max_workers=2) as pool:
        for part in pool.map(_fold, [parts] * len(left_out), left_out):
            scores.add(part)
    return scores


def _fold(parts: list[dict[str, Any]], left_out: list[str]) -> Scores:
    known, scores = voices(), Scores()
    training = without(left_out, voices())
    pipeline = Pipeline(parts, training)
    for voice in left_out:
        new = unread(known[voice].training_examples, training)
        scores.judge(pipeline, [(language_of(voice), m) for m in new])
    return scores


def report(scores: Scores) -> None:
    """The figures on one screen."""
    for language in LANGUAGES:
        right = scores.accuracy(language)
        print(f"{language:6} accuracy {right:6.1%}  of {scores.asked[language]}")
    print(f"out of scope caught {scores.out_of_scope:.1%} of {scores.outside}")
    print(f"good ones refused   {scores.refusals:.1%}")
    print(f"entities micro F1   {scores.f1:.3f}")
    print("  " + "  ".join(f"{name} {value:.2f}" for name, value in scores.entity_f1().items()))
    print(f"parse ms p50 {scores.parse_time(0.5):.1f}  p95 {scores.parse_time(0.95):.1f}")
    print("most confused:")
    for (wanted, got), times in scores.confusions.most_common(12):
        print(f"  {times:3}  {wanted} taken for {got}")


def main() -> int:
    """Zero when every language stands above the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floor", type=float, default=0.70)
    parser.add_argument("--folds", type=int, default=9)
    parser.add_argument("--mistakes", action="store_true")
    options = parser.parse_args()
    scores = crossval(configured(), options.folds)
    report(scores)
    if options.mistakes:
        for mistake in scores.mistakes:
            print(f"{mistake['wanted']:18} {mistake['text']}  -> {mistake['ranking']}")
    return int(any(scores.accuracy(lang) < options.floor for lang in LANGUAGES))


if __name__ == "__main__":
    sys.exit(main())
