"""One text in many shapes, and nothing in it does harm."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.conftest import notice
from vocero.delivery.channel import Link
from vocero.delivery.wording import one_line, page, plain, whole


def test_marks_become_tags_or_nothing() -> None:
    """Bold, italics and struck, at words only."""
    rest = "2*3*4 snake_case_name * x *"
    assert plain(f"*a b* _c_ ~d~ {rest}") == f"a b c d {rest}"
    shown = page(notice("*a b* _c_ ~d~ 2*3*4\nx_y_z"))
    assert "<b>a b</b> <i>c</i> <s>d</s> 2*3*4<br>\nx_y_z" in shown


def test_a_link_keeps_its_underscores() -> None:
    """And is one that can be tapped."""
    text = "mira https://bot.example/files/a_b_c?x=1&y=2."
    assert plain(text) == text
    link = '<a href="https://bot.example/files/a_b_c?x=1&amp;y=2">'
    assert link in page(notice(text))


def test_a_title_that_the_text_repeats_stands_once() -> None:
    """So that a short message stays short."""
    assert whole(notice("*Alerta de ventas*\nhoy")) == "Alerta de ventas\nhoy"
    assert whole(notice("hoy", links=(Link("f", "u"),))) == "Alerta de ventas\nhoy\nf: u"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_makes_a_tag_of_its_own(text: str, title: str) -> None:
    """Whatever people's names and words hold."""
    tags = _Tags()
    tags.feed(page(notice(text, title=title, links=(Link(title, text),))))
    assert tags.seen <= {"html", "head", "meta", "title", "body", "div", "h1", "p", "a", "b", "i",
                         "s", "br"}  # fmt: skip
    assert tags.attributes <= {"lang", "charset", "name", "content", "style", "href"}


@given(st.text(max_size=100))
def test_a_title_is_one_line(title: str) -> None:
    """Nothing in it ends a header."""
    assert one_line(title).isprintable()
