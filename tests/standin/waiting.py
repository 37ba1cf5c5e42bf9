"""Waiting for what happens in another thread."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    """Return once it is true; fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.005)
