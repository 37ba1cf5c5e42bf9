"""Asks the configured pipeline, trained on everything, every exam, and fails below a floor.

Run: python -m tests.nlu.report [--exam NAME] [--all] [--no-floor]

Sentences that the training data holds as well are not asked.
It prints accuracy by language, the weakest intents, what is confused, the sentences that went
wrong, and the change since the last run, which is kept in var/nlu-report.json.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.nlu.corpus import LANGUAGES, ROOT, exams, unread, voices, without
from tests.nlu.pipeline import Pipeline, configured
from tests.nlu.scores import Scores

FLOORS = Path(__file__).with_name("floor.json")
LAST = ROOT / "var" / "nlu-report.json"

Figures = dict[str, float]
_AT_MOST = frozenset(("refused", "p95_ms"))


def figures(scores: Scores) -> Figures:
    """The figures that have a floor, shares between 0 and 1."""
    shares = {name: scores.accuracy(name) for name in LANGUAGES if scores.asked[name]}
    return {
        **shares,
        "out_of_scope": scores.out_of_scope,
        "refused": scores.refusals,
        "entity_f1": scores.f1,
        "values": scores.value_share,
        "macro_f1": scores.macro_f1,
        "p95_ms": scores.parse_time(0.95),
    }


def below(name: str, measured: Figures, floors: dict[str, Figures]) -> list[str]:
    """What fell under its floor; refusals and times have a ceiling instead."""
    return [
        f"{name} {key}: {measured[key]:.3f}, allowed {limit:.3f}"
        for key, limit in floors.get(name, {}).items()
        if key in measured
        and (measured[key] > limit if key in _AT_MOST else measured[key] < limit)
    ]


def show(name: str, scores: Scores, last: Figures, *, everything: bool) -> None:
    """One exam on one screen."""
    print(f"\n== {name}: {sum(scores.asked.values())} in scope, {scores.outside} outside")
    for key, value in figures(scores).items():
        change = f"  ({value - last[key]:+.3f})" if key in last else ""
        print(f"  {key:12} {value:.3f}{change}")
    marks = scores.entity_f1().items()
    print("  entities  " + "  ".join(f"{entity} {value:.2f}" for entity, value in marks))
    weak = sorted(scores.intent_f1().items(), key=lambda entry: entry[1])
    shown = weak if everything else [entry for entry in weak[:8] if entry[1] < 1]
    print("  intents   " + "  ".join(f"{intent} {value:.2f}" for intent, value in shown))
    for (wanted, got), times in scores.confusions.most_common(None if everything else 10):
        print(f"  {times:3}  {wanted} taken for {got}")
    for mistake in scores.mistakes:
        first = ", ".join(f"{intent} {share}" for intent, share in mistake["ranking"][:2])
        print(f"  - {mistake['text']}  [{mistake['wanted']}]  -> {mistake['got']}  ({first})")
    if everything:
        for mistake in scores.mismarked:
            print(f"  ~ {mistake['text']}  missed {mistake['missed']}  extra {mistake['extra']}")


def main() -> int:
    """Zero when nothing fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exam", help="only this one")
    parser.add_argument("--all", action="store_true", help="every intent and every entity too")
    parser.add_argument("--no-floor", action="store_true", help="measure only")
    options = parser.parse_args()
    training = without([], voices())
    pipeline = Pipeline(configured(), training)
    print(f"trained in {pipeline.seconds:.0f} s, {pipeline.megabytes:.1f} MB")
    last = json.loads(LAST.read_text(encoding="utf-8")) if LAST.is_file() else {}
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    fallen: list[str] = []
    for name, sentences in exams().items():
        if options.exam in (None, name):
            scores = Scores()
            new = {id(message) for message in unread((m for _, m in sentences), training)}
            scores.judge(pipeline, [(lang, m) for lang, m in sentences if id(m) in new])
            show(name, scores, last.get(name, {}), everything=options.all)
            last[name] = figures(scores)
            fallen += below(name, last[name], floors)
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(last, indent=1), encoding="utf-8")
    for line in fallen:
        print(f"BELOW THE FLOOR  {line}")
    return int(bool(fallen) and not options.no_floor)


if __name__ == "__main__":
    sys.exit(main())
