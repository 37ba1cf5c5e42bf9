"""Until when something is to rest."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from vocero.words.until import until

NOW = dt.datetime(2026, 9, 16, 10, 40, tzinfo=ZoneInfo("America/Mexico_City"))


@pytest.mark.parametrize(("text", "ends"), [
    ("silénciala hasta el lunes", "2026-09-21 08:00"), ("until Monday", "2026-09-21 08:00"),
    ("3 horas", "2026-09-16 13:40"), ("snooze for 30 minutes", "2026-09-16 11:10"),
    ("una semana", "2026-09-23 08:00"), ("for two days", "2026-09-18 08:00"),
    ("hasta mañana", "2026-09-17 08:00"), ("un mes", "2026-10-16 08:00"),
    ("hasta octubre", "2026-10-01 08:00"), ("cállala", None),
])  # fmt: skip
def test_a_rest_ends_when_people_mean_it(text: str, ends: str | None) -> None:
    """A length counts from now; a day is waited for, and begins at eight."""
    found = until(text, NOW)
    assert (found and f"{found:%Y-%m-%d %H:%M}") == ends
