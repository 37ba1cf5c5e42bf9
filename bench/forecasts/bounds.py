"""Between what bounds the exam's figures lie: an early trial, and a level that nobody can know.

And what they are where boosted trees, the peer that an operator would most likely build, do best.
"""

from collections.abc import Iterator

import numpy as np

from bench.forecasts.exam import Fold, Forecasted, score
from bench.forecasts.peers import CHANCES, OURS
from bench.forecasts.report import ALL, table
from bench.forecasts.series import FAMILIES
from bench.forecasts.trial import trial

_TREES, _SMOOTH = "LightGBM", ("AutoETS", "AutoTheta")


def bounds(folds: list[Fold], given: dict[str, list[Forecasted]]) -> str:
    """Write both bounds, and how Vocero does where trees do best."""
    return f"{_table(folds, given[OURS])}\n\n{where_trees_lead(folds, given)}"


def where_trees_lead(folds: list[Fold], given: dict[str, list[Forecasted]]) -> str:
    """Say the mean MASE on the series where LightGBM errs less than AutoETS and AutoTheta."""
    errors = {
        method: np.array([_mase(fold, _path(one))
                          for fold, one in zip(folds, given[method], strict=True)])
        for method in (OURS, _TREES, *_SMOOTH)
    }  # fmt: skip
    keys = np.array([fold.series.key for fold in folds])
    led = [key for key in dict.fromkeys(keys)
           if errors[_TREES][keys == key].mean()
           < min(errors[method][keys == key].mean() for method in _SMOOTH)]  # fmt: skip
    where = f"series where {_TREES} is nearer than {' and '.join(_SMOOTH)}"
    if not led:
        return f"There are no {where}."
    inside = np.isin(keys, led)
    mine, trees = (float(errors[method][inside].mean()) for method in (OURS, _TREES))
    return (
        f"On the {len(led)} {where}: {OURS} {mine:.3f}, {_TREES} {trees:.3f}, "
        f"a ratio of **{mine / trees:.3f}**."
    )


def _table(folds: list[Fold], ours: list[Forecasted]) -> str:
    """Write the MASE of the trial, of Vocero, and of Vocero had it known each month's level.

    The level is the median of what it was off over the thirty days: whoever knows it still has the
    days' own noise, and no forecast can know it.
    """
    errors = np.array(list(_errors(folds, ours)))
    places = {family: np.array([fold.series.family == family for fold in folds])
              for family in FAMILIES} | {ALL: np.ones(len(folds), bool)}  # fmt: skip
    names = ("first trial", OURS, f"{OURS}, the level known")
    means = [[float(errors[inside, n].mean()) for inside in places.values() if inside.any()]
             for n in range(len(names))]  # fmt: skip
    rows = [[name, *(f"{mean:.3f}" for mean in every)]
            for name, every in zip(names, means, strict=True)]  # fmt: skip
    ratio = [f"**{mine / early:.3f}**" for early, mine in zip(means[0], means[1], strict=True)]
    titles = ["MASE", *(family for family, inside in places.items() if inside.any())]
    return table(titles, [*rows, ["Vocero / first trial", *ratio]])


def _errors(folds: list[Fold], ours: list[Forecasted]) -> Iterator[tuple[float, float, float]]:
    for fold, made in zip(folds, ours, strict=True):
        path = _path(made)
        early = trial(fold.history, fold.series.country)
        level = path + np.median(fold.actual - path)
        yield _mase(fold, early), _mase(fold, path), _mase(fold, level)


def _path(made: Forecasted) -> np.ndarray:
    assert made.quantiles is not None, "a method failed: the bounds need them all"
    return made.quantiles[CHANCES.index(0.5)]


def _mase(fold: Fold, path: np.ndarray) -> float:
    return float(np.mean(score(fold, np.repeat(path[None, :], len(CHANCES), axis=0)).mase))
