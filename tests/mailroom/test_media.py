"""Files on WhatsApp: fetched from our API by a signed link, with the text or right after it."""

import time
from typing import Any

import pytest

from tests.mailroom.conftest import PATIENCE, Desk
from vocero.mailroom.bot import Said
from vocero.people.links import Links
from vocero.storage.shelf import Kind, Label, Shelf

ONE = "+12025550102"
CHOICES = (("Cancún", "1"), ("Tulum", "2"))


def link(desk: Desk, kind: Kind) -> str:
    """Put a file onto the shelf and give Twilio's link to it."""
    settings = desk.settings
    content = b"\x89PNG\r\n\x1a\n" if kind == "chart" else b"%PDF-1.4"
    with desk.database.writing() as connection:
        stored = Shelf(settings.shelf).put(
            connection, Label(f"media/{kind}", kind, f"x.{kind}", {"kind": "sales"}, "all"), content
        )
    return Links(settings.link_secret, desk.url).make(stored.token, stored.name)


def with_files(desk: Desk, count: int, files: int) -> list[dict[str, Any]]:
    """Wait until a phone has so many messages and Twilio has fetched so many files for them."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = desk.messages(ONE, count)
        if sum(len(message["media"]) for message in found) >= files:
            return found
        time.sleep(0.02)
    raise AssertionError(found)


def test_a_picture_stands_above_its_text(desk: Desk) -> None:
    """One message: Twilio fetched the PNG, and the text is its caption."""
    url = link(desk, "chart")
    desk.bot.script["q"] = lambda: (Said("pie de foto", media_url=url, picture=True),)
    desk.says(ONE, "q")
    (message,) = with_files(desk, 1, 1)
    assert message["body"] == "pie de foto"
    assert [file["type"] for file in message["media"]] == ["image/png"]
    desk.stays(ONE, 1)


@pytest.mark.parametrize("text", ["", "x" * 1030])
def test_a_text_that_cannot_stand_beside_its_file_comes_first(desk: Desk, text: str) -> None:
    """Under a document WhatsApp shows no text, under a picture no long one; nothing is lost."""
    kind: Kind = "chart" if text else "pdf"
    url = link(desk, kind)
    said = text or "va el reporte"
    desk.bot.script["q"] = lambda: (Said(said, media_url=url, picture=bool(text)),)
    desk.says(ONE, "q")
    first, second = with_files(desk, 2, 1)
    assert (first["body"], first["media"]) == (said, [])
    assert second["body"] == ""
    wanted = "image/png" if text else "application/pdf"
    assert [file["type"] for file in second["media"]] == [wanted]


def test_a_list_to_tap_comes_before_its_picture(desk: Desk) -> None:
    """Choices are a template, which has no room for media."""
    url = link(desk, "chart")
    desk.bot.script["q"] = lambda: (Said("elige", CHOICES, url, picture=True),)
    desk.says(ONE, "q")
    first, second = with_files(desk, 2, 1)
    assert first["choices"] is not None
    assert second["media"]
