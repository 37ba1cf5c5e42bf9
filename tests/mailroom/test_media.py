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


@pytest.mark.parametrize(("kind", "wanted"), [("chart", "image/png"), ("pdf", "application/pdf")])
def test_a_file_comes_right_after_its_text(desk: Desk, kind: Kind, wanted: str) -> None:
    """Twilio fetches it from our API; the text is a message of its own."""
    url = link(desk, kind)
    desk.bot.script["q"] = lambda: (Said("va el reporte", media_url=url),)
    desk.says(ONE, "q")
    first, second = with_files(desk, 2, 1)
    assert (first["body"], first["media"]) == ("va el reporte", [])
    assert second["body"] == ""
    assert [file["type"] for file in second["media"]] == [wanted]


def test_a_list_to_tap_comes_before_its_picture(desk: Desk) -> None:
    """Choices are a template, which has no room for media."""
    url = link(desk, "chart")
    desk.bot.script["q"] = lambda: (Said("elige", CHOICES, url),)
    desk.says(ONE, "q")
    first, second = with_files(desk, 2, 1)
    assert first["choices"] is not None
    assert second["media"]


def test_a_file_that_cannot_be_fetched_takes_no_figure_along(desk: Desk) -> None:
    """The text has arrived when Twilio finds nothing at the link."""
    desk.bot.script["q"] = lambda: (Said("$ 5", media_url=desk.url + "/files/x/y.png"),)
    desk.says(ONE, "q")
    first, second = desk.messages(ONE, 2)
    desk.until("(select count(*) from vocero.outbox where status = 'failed') = 1")
    assert first["body"] == "$ 5"
    assert second["body"] == ""
