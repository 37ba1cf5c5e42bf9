"""Colours and letters of pictures and pages."""

import logging
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import font_source_sans_pro
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from vocero.rendering.charts.picture import Tone

INK, MUTED, HAIRLINE = "#1f2937", "#5b6472", "#d8dce3"
TONES: Mapping[Tone, str] = MappingProxyType({
    "main": "#0072b2", "past": "#b4bac4", "up": "#0072b2", "down": "#d55e00", "rest": "#8a93a1",
    "ahead": "#d55e00", "band": "#f6cfae",
})  # fmt: skip
"""Okabe and Ito's blue and vermilion, which all kinds of colour vision tell apart, and greys."""
LETTERS: Mapping[Tone, str] = MappingProxyType({**TONES, "band": "#9a5b2f"})
"""The same for letters, which must be read."""
FAMILY = ["Source Sans Pro", "DejaVu Sans"]
"""The second has what the first lacks."""
LOCK = threading.Lock()
"""Matplotlib draws in one thread at a time."""


def font_file(weight: str) -> Path:
    """Give the TrueType file of a weight: Regular, Semibold, Bold, It."""
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{weight}.ttf"


@cache
def register() -> None:
    """Make the letters known to matplotlib, once."""
    # The letters that fill gaps have no semibold; its nearest weight will do.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    for weight in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(str(font_file(weight)))


@cache
def letters() -> frozenset[int]:
    """Give the code points that our letters show."""
    files = (str(font_file("Regular")), font_manager.findfont("DejaVu Sans"))
    return frozenset(point for file in files for point in FT2Font(file).get_charmap())
