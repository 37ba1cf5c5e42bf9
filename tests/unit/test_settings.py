"""Settings are read once, complete or not at all."""

import datetime as dt
from pathlib import Path

import pytest

from vocero import settings as configuration
from vocero.errors import ConfigurationError
from vocero.settings import Settings

NEEDED = {
    "DATABASE_URL": "postgresql://u@h/d", "VOCERO_READER_PASSWORD": "a",
    "VOCERO_IDENTITY_SECRET": "b", "VOCERO_ACTIONS_SECRET": "c",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of ours, and nothing remembered."""
    for name in (*NEEDED, "VOCERO_ENV", "VOCERO_NOW", "VOCERO_REST_SECRET"):
        monkeypatch.delenv(name, raising=False)
    configuration.load.cache_clear()


def test_production_is_the_default_and_names_all_that_is_missing() -> None:
    """One sentence lists every variable at once."""
    with pytest.raises(ConfigurationError) as error:
        configuration.load()
    assert all(name in str(error.value) for name in NEEDED)


def test_production_starts_when_everything_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not development then."""
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    assert configuration.load().development is False


def test_development_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer configures nothing."""
    monkeypatch.setenv("VOCERO_ENV", "development")
    assert configuration.load().development is True


def test_a_frozen_clock_needs_an_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time without a zone would be somebody's guess."""
    monkeypatch.setenv("VOCERO_ENV", "development")
    monkeypatch.setenv("VOCERO_NOW", "2026-09-16T10:40:00")
    with pytest.raises(ConfigurationError, match="offset"):
        configuration.load()


def test_settings_cannot_be_changed() -> None:
    """What was read stays as it was read."""
    settings = Settings(env="development")
    with pytest.raises(ValueError, match="frozen"):
        settings.env = "production"


def test_the_clock_stands_where_it_was_frozen() -> None:
    """Today depends on the person's zone, also for a frozen moment."""
    moment = dt.datetime.fromisoformat("2026-09-16T23:40:00-06:00")
    clock = Settings(env="development", now=moment).clock
    assert clock.today("America/Mexico_City") == dt.date(2026, 9, 16)
    assert clock.today("Europe/Madrid") == dt.date(2026, 9, 17)
    assert clock.now() == moment


def test_secrets_are_not_printed() -> None:
    """The representation of the settings shows no secret."""
    settings = Settings(env="development", identity_secret="hush-hush")
    assert "hush-hush" not in repr(settings)


def test_a_file_moves_the_clock(tmp_path: Path) -> None:
    """It is read at each look, so that a drill moves the clock of processes that run."""
    file = tmp_path / "now"
    clock = Settings(env="development", now_file=file).clock
    for text in ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"):
        file.write_text(text)
        assert clock.now() == dt.datetime.fromisoformat(text)


def test_production_refuses_a_clock_that_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sends yesterday's reports by a file."""
    for name, value in {**NEEDED, "VOCERO_NOW_FILE": "now"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="VOCERO_NOW_FILE"):
        configuration.load()
