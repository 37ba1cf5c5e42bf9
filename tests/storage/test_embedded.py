"""The embedded server: several starters, one server; it outlives them, and ends when told."""

import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from vocero.storage import embedded

START = "from pathlib import Path; from vocero.storage import embedded; " \
        "print(embedded.start(Path({home!r})))"  # fmt: skip


def test_several_starters_end_with_one_server_that_outlives_them() -> None:
    """Three processes at once get the same address, and it answers when they are gone."""
    home = Path("var/test-starters")
    code = START.format(home=str(home))
    try:
        starters = [
            subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        addresses = {starter.communicate(timeout=60)[0].strip() for starter in starters}
        assert addresses == {embedded.address(home)}
        connection = psycopg2.connect(addresses.pop())
        connection.close()
        assert embedded.running(home)
    finally:
        embedded.stop(home)
    assert not embedded.running(home)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(embedded.address(home))
