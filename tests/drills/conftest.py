"""One site for all the short drills: two APIs, bot and action server, behind nginx if there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drills.messages import RAISED
from drills.site import Site, has_nginx, site


@pytest.fixture(scope="session")
def stage() -> Iterator[Site]:
    """A site apart from every other test's."""
    with site(Path("var/drill-test"), nginx=has_nginx(), **RAISED) as running:
        yield running
