"""The documents say what the code does, and every command in them exists."""

import re
from pathlib import Path

import pytest
import typer.main

from vocero.cli import app
from vocero.metrics import page
from vocero.people.matrix import markdown
from vocero.settings import Settings
from vocero.storage.contract import VIEWS

OUTSIDE = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_NUMBER",
           "TWILIO_SMS_NUMBER"}  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("doc", DOCS, ids=lambda p: p.name)
def test_every_command_in_a_page_exists(doc: Path) -> None:
    """`make x` is a target and `vocero y` a command."""
    text = doc.read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE):
        assert target in TARGETS, f"make {target}"
    for command in re.findall(r"(?:^|`)vocero ([a-z][a-z-]*)", text, re.MULTILINE):
        assert command in COMMANDS, f"vocero {command}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda p: p.name)
def test_every_link_in_a_page_leads_somewhere(doc: Path) -> None:
    """Relative links name files that exist."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", doc.read_text("utf-8")):
        assert (doc.parent / target).exists(), target


def test_the_permission_page_is_the_policy() -> None:
    """`vocero permissions` prints just what docs/permissions.md holds."""
    assert (ROOT / "docs" / "permissions.md").read_text("utf-8") == markdown()


def test_the_reporting_page_names_every_view_and_column() -> None:
    """Whoever writes the views for another company finds each column."""
    text = (ROOT / "docs" / "reporting-views.md").read_text("utf-8")
    for view, columns in VIEWS.items():
        assert f"`reporting.{view}`" in text
        for column in columns:
            assert f"`{column}`" in text, f"{view}.{column}"


def test_the_metrics_page_names_every_metric() -> None:
    """`vocero metrics` prints just what docs/metrics.md holds."""
    assert (ROOT / "docs" / "metrics.md").read_text("utf-8") == page.markdown()


def test_the_example_environment_names_every_setting() -> None:
    """`.env.example` lists each variable once, with its meaning beside it."""
    text = (ROOT / ".env.example").read_text("utf-8")
    for name in Settings.model_fields:
        variable = f"VOCERO_{name.upper()}"
        if name in {"database_url", "redis_url"} or variable.removeprefix("VOCERO_") in OUTSIDE:
            variable = variable.removeprefix("VOCERO_")
        assert len(re.findall(rf"^#? ?{variable}=", text, re.MULTILINE)) == 1, variable


def test_the_changelog_has_the_present_version() -> None:
    """The operator reads what changed."""
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
