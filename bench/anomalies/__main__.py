"""Plant and find: `python -m bench.anomalies`, with the packages of requirements/bench.in.

Every series gets spikes, drops and a shift in its last year, several times over. Peers get the
threshold that suits them best on these very trials: the lowest that raises at most one false alarm
a month and series.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.anomalies import ours
from bench.anomalies.peers import PEERS, Peer
from bench.anomalies.plants import Trial, Values, planted
from bench.anomalies.scoring import Outcome, best_threshold, calls, judged
from bench.anomalies.series import FAMILIES, every

BUDGET = 1.0
KINDS = ("spike", "drop", "shift")
_FIRST_SEED = 1000
"""Seeds below it were looked at while the detector was made."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a detector made of all trials, and the seconds a series took."""

    name: str
    outcomes: tuple[Outcome, ...]
    seconds: float


def main() -> None:
    """Print the tables."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--rounds", type=int, default=4)
    rounds = reader.parse_args().rounds
    all_series = every()
    trials = [planted(one, _FIRST_SEED + n) for one in all_series for n in range(rounds)]
    print(f"{len(all_series)} series, {len(trials)} trials, "
          f"{sum(len(trial.plants) for trial in trials)} plants\n")  # fmt: skip
    results = [_ours(trials), *(_peer(name, peer, trials) for name, peer in PEERS.items())]
    for visible in (True, False):
        print("Plants that show:" if visible else "\nAll plants:")
        _recalls(results, visible=visible)
    print("\nFalse alarms in 30 days, by family:")
    _families(results, trials)
    print("\nFound on the last day of the plant, nothing after it known:")
    _last_days(trials)
    together = ours.seconds_together([one for one in all_series if one.family == "demo"] * 7)
    print(f"\nDozens of series of the same three years: {1000 * together:.0f} ms each")


def _ours(trials: Sequence[Trial]) -> Result:
    found, seconds = _timed(ours.called, trials)
    return Result("Vocero", _judged(trials, found), seconds)


def _peer(name: str, peer: Peer, trials: Sequence[Trial]) -> Result:
    scores, seconds = _timed(lambda trial: peer(trial.values, trial.series), trials)
    threshold = best_threshold(trials, scores, BUDGET)
    found = [calls(score, threshold) for score in scores]
    return Result(f"{name}, beyond {threshold:.2f}", _judged(trials, found), seconds)


def _timed(call: Callable[[Trial], Values], trials: Sequence[Trial]) -> tuple[list[Values], float]:
    call(trials[0])
    took, given = [], []
    for trial in trials:
        began = time.perf_counter()
        given.append(call(trial))
        took.append(time.perf_counter() - began)
    return given, float(np.median(took))


def _judged(trials: Sequence[Trial], found: Sequence[Values]) -> tuple[Outcome, ...]:
    return tuple(judged(trial, days) for trial, days in zip(trials, found, strict=True))


def _recalls(results: Sequence[Result], *, visible: bool) -> None:
    wanted = [
        [(plant, found, covered) for one in result.outcomes for plant, found, covered in one.plants
         if plant.visible or not visible]
        for result in results
    ]  # fmt: skip
    counts = [sum(plant.kind == kind for plant, *_ in wanted[0]) for kind in KINDS]
    heads = [f"{kind}s ({count})" for kind, count in zip(KINDS, counts, strict=True)]
    print(f"| | {' | '.join(heads)} | all | half of a shift's days | false alarms a month | ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for result, plants in zip(results, wanted, strict=True):
        cells = [_share([f for p, f, _ in plants if p.kind == kind]) for kind in KINDS]
        cells.append(_share([found for _, found, _ in plants]))
        cells.append(_share([covered for plant, _, covered in plants if plant.kind == "shift"]))
        alarms = np.mean([one.false_alarms for one in result.outcomes])
        print(f"| {result.name} | {' | '.join(cells)} | {alarms:.2f} | "
              f"{1000 * result.seconds:.0f} |")  # fmt: skip


def _families(results: Sequence[Result], trials: Sequence[Trial]) -> None:
    print(f"| | {' | '.join(FAMILIES)} |\n| --- |{' --- |' * len(FAMILIES)}")
    for result in results:
        by_family: dict[str, list[float]] = {name: [] for name in FAMILIES}
        for trial, outcome in zip(trials, result.outcomes, strict=True):
            by_family[trial.series.family].append(outcome.false_alarms)
        cells = [f"{np.mean(found):.2f}" if found else "" for found in by_family.values()]
        print(f"| {result.name} | {' | '.join(cells)} |")


def _last_days(trials: Sequence[Trial]) -> None:
    found: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for trial in trials:
        for plant in trial.plants:
            if plant.visible:
                found[plant.kind].append(ours.on_the_day(trial, plant))
    print(", ".join(f"{kind}s {_share(hits)}" for kind, hits in found.items()))


def _share(hits: Sequence[bool]) -> str:
    return f"{100 * np.mean(hits):.0f} %" if hits else ""


if __name__ == "__main__":
    main()
