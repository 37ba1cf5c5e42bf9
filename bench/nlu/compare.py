"""Prints the table of the candidate pipelines, measured on voices that they have not read.

Run: python -m bench.nlu.compare [--folds 3] [--take 1] [--epochs 12] [--only NAME]
"""

import argparse

from bench.nlu.candidates import candidates
from tests.nlu.corpus import LANGUAGES, language_of, unread, voices, without
from tests.nlu.crossval import folds
from tests.nlu.pipeline import Pipeline
from tests.nlu.scores import Scores

_HEAD = (
    "| pipeline | es | en | mixed | out of scope | refused | entity F1 | p50 ms | p95 ms "
    "| train s | MB |"
)


def row(name: str, parts: list, count: int, take: int) -> str:
    """One line of the table: each fold taken is trained, judged and added up."""
    known, scores = voices(), Scores()
    seconds, megabytes = 0.0, 0.0
    for left_out in folds(known, count)[:take]:
        training = without(left_out, voices())
        pipeline = Pipeline(parts, training)
        seconds, megabytes = max(seconds, pipeline.seconds), max(megabytes, pipeline.megabytes)
        for voice in left_out:
            new = unread(known[voice].training_examples, training)
            asked = [(language_of(voice), m) for m in new]
            scores.judge(pipeline, asked)
    cells = [
        f"{scores.accuracy(language):.1%}" if scores.asked[language] else "–"
        for language in LANGUAGES
    ]
    cells += [f"{share:.1%}" for share in (scores.out_of_scope, scores.refusals)]
    cells += [f"{scores.f1:.3f}", f"{scores.parse_time(0.5):.1f}", f"{scores.parse_time(0.95):.1f}"]
    cells += [f"{seconds:.0f}", f"{megabytes:.1f}"]
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """The slowest candidates come in the middle; lines appear as they are ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--take", type=int, default=1, help="how many of the folds to run")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    print(_HEAD)
    print("|" + " --- |" * (_HEAD.count("|") - 1))
    for name, parts in candidates(options.epochs).items():
        if options.only in name:
            print(row(name, parts, options.folds, options.take), flush=True)


if __name__ == "__main__":
    main()
