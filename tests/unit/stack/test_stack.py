"""The stack's parts: who chats, what children are told, which processes are ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vocero.errors import ConfigurationError
from vocero.settings import Settings
from vocero.stack import chat, environment
from vocero.stack.services import Service, Stack, wait


@pytest.mark.parametrize(
    ("who", "phone"),
    [("02", "+12025550102"), ("4", "+12025550104"), ("10", "+12025550110"),
     ("+5215512345678", "+525512345678")],
)  # fmt: skip
def test_as_is_a_level_or_a_number(who: str, phone: str) -> None:
    """Levels have a number of their own; any spelling of a number is its canonical one."""
    assert chat.sender(who) == phone


@pytest.mark.parametrize("who", ["11", "0", "director", "", "5512345678"])
def test_anything_else_is_refused_in_a_sentence(who: str) -> None:
    """The sentence says what can be given."""
    with pytest.raises(ConfigurationError, match="level from 01 to 10"):
        chat.sender(who)


def test_markup_becomes_the_terminal_s() -> None:
    """WhatsApp's bold and italic are shown, and brackets in data stay brackets."""
    assert chat.styled("*Ventas* [x] _hasta_ a_b_c") == (
        "[bold]Ventas[/bold] \\[x] [italic]hasta[/italic] a_b_c"
    )


def test_the_terminal_leaves_links_as_they_are() -> None:
    """Underscores of a signature are not taken for italics."""
    link = "http://127.0.0.1:8000/files/a._b_.c/ventas.pdf"
    assert chat.styled(f"_hoy_\n{link}") == f"[italic]hoy[/italic]\n{link}"


def test_children_get_settings_and_secrets(tmp_path: Path) -> None:
    """Ports and clock are handed on; secrets are made once, readable by the owner alone."""
    (tmp_path / "postgres.port").write_text("5999")
    settings = Settings(env="development", home=tmp_path, bot_port=6001)
    child = environment.environment(settings)
    again = environment.environment(settings)
    assert child["VOCERO_BOT_PORT"] == "6001"
    assert child["VOCERO_RASA_DB_PORT"] == "5999"
    assert child["VOCERO_IDENTITY_SECRET"] == again["VOCERO_IDENTITY_SECRET"]
    assert len(child["VOCERO_ACTIONS_SECRET"]) > 30
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_production_makes_no_secrets_of_its_own(tmp_path: Path) -> None:
    """Whoever runs it for real sets them."""
    settings = Settings(
        env="production", home=tmp_path, reader_password="r", identity_secret="i",
        actions_secret="a", DATABASE_URL="postgresql://u@db.example/d",
    )  # fmt: skip
    environment.environment(settings)
    assert not (tmp_path / "secrets.json").exists()


def a_sleeper(seconds: int = 60) -> Service:
    """A service that never answers."""
    command = (sys.executable, "-c", f"import time; time.sleep({seconds})")
    return Service("sleeper", command, "http://127.0.0.1:1/health")


def test_only_what_was_started_here_is_ended(tmp_path: Path) -> None:
    """A process with a recycled number is left alone."""
    (tmp_path / "postgres.port").write_text("5999")
    stack = Stack(Settings(env="development", home=tmp_path))
    stack.start([a_sleeper()])
    assert stack.running() == ["sleeper"]
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        foreign = {"pid": other.pid, "born": 1.0, "fingerprint": ""}
        (tmp_path / "run" / "foreign.json").write_text(json.dumps(foreign))
        assert stack.stop() == ["sleeper"]
        assert other.poll() is None
        other.kill()
    assert stack.running() == []


def test_a_service_that_ends_while_starting_is_reported_with_its_log(tmp_path: Path) -> None:
    """The last lines of its log say why."""
    (tmp_path / "postgres.port").write_text("5999")
    stack = Stack(Settings(env="development", home=tmp_path))
    command = (sys.executable, "-c", "raise SystemExit('no such thing')")
    broken = Service("broken", command, "http://127.0.0.1:1/health")
    stack.start([broken])
    with pytest.raises(ConfigurationError, match="no such thing"):
        wait(stack, [broken], 20)


def test_a_service_runs_on_only_with_the_same_settings(tmp_path: Path) -> None:
    """Starting again does nothing; another setting restarts it."""
    (tmp_path / "postgres.port").write_text("5999")
    one = Stack(Settings(env="development", home=tmp_path))
    one.start([a_sleeper()])
    record = tmp_path / "run" / "sleeper.json"
    first = record.read_text()
    one.start([a_sleeper()])
    assert record.read_text() == first
    two = Stack(Settings(env="development", home=tmp_path, api_port=8123))
    two.start([a_sleeper()])
    assert record.read_text() != first
    two.stop()
    assert os.environ.get("VOCERO_API_PORT") is None
