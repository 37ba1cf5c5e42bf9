"""Asks the configured pipeline, trained on everything, the sentences that were written apart.

Run: python -m tests.nlu.check_holdout [--mistakes]
"""

import sys

from tests.nlu.corpus import holdout, voices, without
from tests.nlu.crossval import report
from tests.nlu.pipeline import Pipeline, configured
from tests.nlu.scores import Scores

FLOOR = 0.90


def main() -> int:
    """Zero when every language stands above the floor."""
    scores = Scores()
    scores.judge(Pipeline(configured(), without([], voices())), holdout())
    report(scores)
    if "--mistakes" in sys.argv:
        for mistake in scores.mistakes:
            print(f"{mistake['wanted']:18} {mistake['text']}  -> {mistake['ranking']}")
    return int(any(scores.accuracy(language) < FLOOR for language in scores.asked))


if __name__ == "__main__":
    sys.exit(main())
