"""Measures how far a confidence can be believed, with whole voices left out.

Run: python -m tests.nlu.calibration [--folds 9]

Prints, for several temperatures, the log loss and the expected calibration error (10 bins), and
a reliability table for the configured one: how often an answer of that confidence was right.
"""

import argparse
from typing import Any

import numpy as np

from bot.nlu.intent_classifier import LinearIntentClassifier
from tests.nlu.corpus import intent_of, unread, voices, without
from tests.nlu.crossval import folds
from tests.nlu.pipeline import Pipeline, configured

_BINS = np.array([0.0, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001])
_TRIED = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


def parts() -> list[dict[str, Any]]:
    """The pipeline up to the classifier, with the whole ranking."""
    chosen = []
    for part in configured():
        chosen.append(part)
        if part["name"].endswith("LinearIntentClassifier"):
            chosen[-1] = {**part, "ranking_length": 0}
            return chosen
    raise ValueError("no classifier in the pipeline")


def rankings(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares by sentence and intent, and the index of the intent that was meant."""
    known, shares, meant = voices(), [], []
    names: list[str] = []
    for left_out in folds(known, count):
        training = without(left_out, voices())
        pipeline = Pipeline(parts(), training)
        for voice in left_out:
            for message in unread(known[voice].training_examples, training):
                ranking = pipeline.parse(message).get("intent_ranking")
                found = {entry["name"]: entry["confidence"] for entry in ranking}
                names = names or sorted(found)
                shares.append([found[name] for name in names])
                meant.append(names.index(intent_of(message)))
    return np.array(shares), np.array(meant)


def at(shares: np.ndarray, before: float, after: float) -> np.ndarray:
    """The shares that another temperature would have given."""
    odds = np.power(np.maximum(shares, 1e-30), before / after)
    return odds / odds.sum(axis=1, keepdims=True)


def table(shares: np.ndarray, meant: np.ndarray) -> list[tuple[float, float, int, float, float]]:
    """One row a bin: limits, how many, mean confidence, share that was right."""
    best, right = shares.max(axis=1), shares.argmax(axis=1) == meant
    rows = []
    for low, high in zip(_BINS[:-1], _BINS[1:]):
        inside = (best >= low) & (best < high)
        if inside.any():
            rows.append((low, high, int(inside.sum()), best[inside].mean(), right[inside].mean()))
    return rows


def calibration_error(shares: np.ndarray, meant: np.ndarray) -> float:
    """The mean distance between what is said and what is so, weighted by the bins' sizes."""
    rows = table(shares, meant)
    return sum(count * abs(said - so) for _, _, count, said, so in rows) / len(meant)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=9)
    shares, meant = rankings(parser.parse_args().folds)
    now = LinearIntentClassifier.get_default_config()["temperature"]
    print("| temperature | log loss | calibration error |\n| --- | --- | --- |")
    for tried in _TRIED:
        other = at(shares, now, tried)
        loss = -np.log(np.maximum(other[np.arange(len(meant)), meant], 1e-12)).mean()
        print(f"| {tried} | {loss:.3f} | {calibration_error(other, meant):.3f} |")
    print("\n| confidence | sentences | mean | right |\n| --- | --- | --- | --- |")
    for low, high, count, said, so in table(shares, meant):
        print(f"| {low:.2f} to {min(high, 1):.2f} | {count} | {said:.2f} | {so:.2f} |")


if __name__ == "__main__":
    main()
