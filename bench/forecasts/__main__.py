"""Measure forecasts: `make bench-forecast`, with WITH="--quick" or WITH="--write" or both.

Each method forecasts the last days of each series in one thread. `--kept` takes the peers'
forecasts of the last run (var/bench-forecasts), which only change with their locks. `--bounds` adds
what an early trial scores, and what Vocero would if it knew each month's level.
"""

import argparse
import statistics
import sys
import time
import warnings

from bench.forecasts import nature, report
from bench.forecasts.bounds import bounds
from bench.forecasts.exam import ORIGINS, folds, forecasts
from bench.forecasts.peers import METHODS, quiet
from bench.forecasts.series import every, filled
from vocero.forecasting import forecast

LONG, AHEAD, RUNS, BAR = 2190, 90, 30, 400


def long_forecast() -> str:
    """Time a forecast of 90 days on six years of history, by the clock and by the processor."""
    history = filled(nature.bicycles()).iloc[-LONG:]
    took: dict[str, list[float]] = {"by the clock": [], "of processor time": []}
    for _ in range(RUNS + 1):
        began = time.perf_counter(), time.process_time()
        forecast(history, AHEAD, "US")
        took["by the clock"].append(1000 * (time.perf_counter() - began[0]))
        took["of processor time"].append(1000 * (time.process_time() - began[1]))
    said = [
        f"p50 {statistics.median(ms[1:]):.0f} ms, "
        f"p95 {statistics.quantiles(ms[1:], n=20)[18]:.0f} ms {how}"
        for how, ms in took.items()
    ]
    return (
        f"{AHEAD} days ahead on {LONG:,} days of history, one thread, {RUNS} times: "
        f"{'; '.join(said)}. The bar is {BAR} ms."
    )


def main() -> None:
    """Run the exam, print the tables, and write them into the page if asked to."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--quick", action="store_true", help="every tenth series, two origins")
    reader.add_argument("--kept", action="store_true", help="take the peers' last forecasts")
    reader.add_argument("--write", action="store_true", help=f"keep the tables in {report.PAGE}")
    reader.add_argument("--bounds", action="store_true", help="an early trial, and a known level")
    asked = reader.parse_args()
    quiet()
    warnings.filterwarnings("ignore")
    series = every()
    wanted = folds(series[::10], ORIGINS[1:3]) if asked.quick else folds(series)
    given = {}
    for method in METHODS:
        began = time.perf_counter()
        given[method] = list(forecasts(method, wanted, kept=asked.kept))
        print(f"{method}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    parts = [report.tables(report.Ran(wanted, given)), f"### Time\n\n{long_forecast()}"]
    if asked.bounds:
        parts.insert(1, f"### Bounds\n\n{bounds(wanted, given)}")
    text = "\n\n".join(parts)
    print(text)
    if asked.write:
        report.write(text)


if __name__ == "__main__":
    main()
