"""The report: what each method scored, as tables, printed and kept in the page."""

import re
import statistics
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.forecasts.exam import SPANS, Fold, Forecasted, Score, score
from bench.forecasts.peers import OURS
from bench.forecasts.series import FAMILIES

PAGE = Path("docs/forecasting.md")
NAIVE = "seasonal naive"
ALL = "all"
Scores = dict[str, list[Score]]


@dataclass(frozen=True, slots=True)
class Ran:
    """A whole run: the folds, and each method's forecasts of them."""

    folds: list[Fold]
    given: dict[str, list[Forecasted]]

    def part(self, *, searched: bool) -> "Ran":
        """Give the part on series on which the presets were searched, or the other."""
        inside = [n for n, fold in enumerate(self.folds) if fold.series.searched == searched]
        return Ran(
            [self.folds[n] for n in inside],
            {method: [every[n] for n in inside] for method, every in self.given.items()},
        )

    def scores(self) -> Scores:
        """Score every forecast; one that failed has the score of seasonal naive."""
        naive = self.given[NAIVE]
        return {
            method: [
                score(fold, one.quantiles if one.quantiles is not None else instead.quantiles)
                for fold, one, instead in zip(self.folds, every, naive, strict=True)
            ]
            for method, every in self.given.items()
        }


def tables(ran: Ran) -> str:
    """Write the tables of a run."""
    parts = []
    for searched, title in (
        (True, "On the series on which the presets were searched"),
        (False, "On series that nobody looked at"),
    ):
        part = ran.part(searched=searched)
        if part.folds:
            series = len({fold.series.key for fold in part.folds})
            parts.append(f"### {title}\n\n{series} series, {len(part.folds)} forecasts.")
            parts += _of(part)
    return "\n\n".join(parts)


def _of(ran: Ran) -> list[str]:
    scores = ran.scores()
    families = [f for f in FAMILIES if any(fold.series.family == f for fold in ran.folds)]
    places = {f: [n for n, one in enumerate(ran.folds) if one.series.family == f]
              for f in families} | {ALL: list(range(len(ran.folds)))}  # fmt: skip
    found = [
        _errors(name, {
            method: {family: float(np.mean([getattr(every[n], name) for n in inside]))
                     for family, inside in places.items()}
            for method, every in scores.items()
        })
        for name in ("mase", "crps")
    ]  # fmt: skip
    return [*found, _rest(ran, scores)]


def _errors(name: str, means: dict[str, dict[str, float]]) -> str:
    """Write a table of errors by family, with Vocero's as a share of the best peer's below."""
    columns = list(means[OURS])
    peers = [method for method in means if method != OURS]
    best = {column: min(means[peer][column] for peer in peers) for column in columns}
    rows = [[method, *(f"{means[method][column]:.3f}" for column in columns)] for method in means]
    ratios = [f"**{means[OURS][column] / best[column]:.3f}**" for column in columns]
    return table([name.upper(), *columns], [*rows, ["Vocero / best peer", *ratios]])


def _rest(ran: Ran, scores: Scores) -> str:
    """Write what is not by family: errors by span, ranges, time, failures, negatives."""
    rows = []
    for method, every in scores.items():
        spans = np.mean([one.mase for one in every], axis=0)
        given = ran.given[method]
        failed = {fold.series.key for fold, one in zip(ran.folds, given, strict=True)
                  if one.quantiles is None}  # fmt: skip
        below = sum(one.below_zero for one in every), sum(one.range_below_zero for one in every)
        rows.append([
            method, *(f"{value:.3f}" for value in spans),
            *(f"{100 * np.mean([getattr(one, name) for one in every]):.0f} %"
              for name in ("in80", "in95")),
            f"{statistics.fmean(one.seconds for one in given):.2f} s",
            str(len(failed)), f"{below[0]} / {below[1]}",
        ])  # fmt: skip
    titles = ["", *(f"MASE {span} d" for span in SPANS), "in 80 %", "in 95 %", "a forecast",
              "failed series", "below zero"]  # fmt: skip
    return table(titles, rows)


def table(titles: list[str], rows: list[list[str]]) -> str:
    """Write a table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(text: str) -> None:
    """Put the report between its marks in the page."""
    page = PAGE.read_text("utf-8")
    start, end = "<!-- bench-forecast -->", "<!-- /bench-forecast -->"
    marked = re.compile(f"{re.escape(start)}.*{re.escape(end)}", re.DOTALL)
    assert marked.search(page), f"{PAGE} has no place for the report"
    PAGE.write_text(marked.sub(lambda _: f"{start}\n\n{text}\n\n{end}", page), "utf-8")
