"""Linear algebra in one thread: a forecast is small, and threads that wait for each other are not.

On a machine whose cores are busy, a threaded factorisation of a thousand days took ten times as
long as a single thread does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Let numerical libraries use one thread within the block."""
    with _controller().limit(limits=1):
        yield


@cache
def _controller() -> ThreadpoolController:
    """Find the libraries once; they are all loaded by the time a forecast is made."""
    return ThreadpoolController()
