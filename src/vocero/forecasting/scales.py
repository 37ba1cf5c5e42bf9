"""How values are looked at before a straight model: as they are, by their root, by their log."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vocero.forecasting.history import Values
from vocero.forecasting.presets import Scale

Floats = npt.NDArray[np.float32]
_SMALL = 0.1
"""What is added before a logarithm, in units of a usual day, so that a zero has one."""
_HIGHEST = 6.0
"""No forecast beyond e⁶ usual days: a logarithm must not explode."""

_SPIKE, _FARTHEST = 8.0, 30.0


@dataclass(frozen=True, slots=True)
class View:
    """Known values, standardised, and the way back from a standardised value."""

    seen: Floats
    back: Callable[[Floats], Values]


def view(known: Values, scale: Scale, *, negative: bool) -> View:
    """Look at known values on a scale, centred on their median and divided by their spread.

    The way back never gives less than zero, unless the history was `negative`.
    """
    unit = usual(known)
    there, back = SCALES[scale]
    moved = there(known / unit)
    centre = float(np.median(moved))
    size = spread(moved, centre) or 1.0

    def whole_way_back(seen: Floats) -> Values:
        value: Values = back(centre + size * seen.astype(np.float64)) * unit
        return value if negative else np.maximum(value, 0.0)

    seen = np.clip((moved - centre) / size, -_FARTHEST, _FARTHEST)
    return View(seen.astype(np.float32), whole_way_back)


def spread(values: Values, centre: float) -> float:
    """Give the standard deviation, of which no single spike is most."""
    common = 1.4826 * float(np.median(np.abs(values - centre)))
    if common > 0:
        values = np.clip(values, centre - _SPIKE * common, centre + _SPIKE * common)
    return float(values.std())


def usual(known: Values) -> float:
    """Give the median of the days with something on them; 1 when there is none."""
    sizes = np.abs(known[known != 0])
    return float(np.median(sizes)) if len(sizes) else 1.0


Way = Callable[[Values], Values]
SCALES: dict[Scale, tuple[Way, Way]] = {
    "raw": (lambda v: v, lambda v: v),
    "root": (lambda v: np.sqrt(np.maximum(v, 0)), lambda v: np.maximum(v, 0) ** 2),
    "log": (
        lambda v: np.log(np.maximum(v, 0) + _SMALL),
        lambda v: np.exp(np.minimum(v, _HIGHEST)) - _SMALL,
    ),
}
"""Each scale's way there, from values in units of a usual day, and its way back."""
