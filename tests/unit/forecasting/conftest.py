"""Forecasts are tried in one thread: threads that wait for each other triple their time."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    """Keep BLAS and the boosters to one thread."""
    with threadpool_limits(1):
        yield
