"""One text, marked as on WhatsApp, becomes what each channel can show."""

import re
from collections.abc import Iterator
from html import escape

from vocero.delivery.channel import Notice

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)*_]")
_MARKS = {"*": "b", "_": "i", "~": "s"}
_MARKED = tuple(
    (re.compile(rf"(?<![\w{re.escape(m)}]){re.escape(m)}(?=\S)([^{re.escape(m)}\n]+?)(?<=\S)"
                rf"{re.escape(m)}(?![\w{re.escape(m)}])"), tag)
    for m, tag in _MARKS.items()
)  # fmt: skip
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
</head>
<body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Arial,sans-serif;\
font-size:16px;line-height:1.5">
<div style="max-width:36em;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px">{title}</h1>
<div>{text}</div>
{links}</div>
</body>
</html>
"""
"""No colours: a mail program that is dark shows it dark, and readable."""


def one_line(text: str) -> str:
    """Give a title that is one line whatever was in it: it stands in headers."""
    return " ".join(plain("".join(c if c.isprintable() else " " for c in text)).split())


def plain(text: str) -> str:
    """Give the text without its marks."""
    return "".join(piece if link else _unmarked(piece) for piece, link in _pieces(text))


def whole(notice: Notice) -> str:
    """Give title, text and links as one plain text; a title that the text begins with once."""
    title, text = one_line(notice.title), plain(notice.text).strip()
    links = [f"{link.name}: {link.url}" for link in notice.links]
    head = [] if not title or text.startswith(title) else [title]
    return "\n".join([*head, text, *links])


def page(notice: Notice) -> str:
    """Give the notice as an HTML page, everything in it escaped."""
    links = "".join(
        f'<p style="margin:12px 0 0"><a href="{escape(link.url)}">{escape(link.name)}</a></p>\n'
        for link in notice.links
    )
    return _PAGE.format(language=escape(notice.language), title=escape(one_line(notice.title)),
                        text=_html(notice.text), links=links)  # fmt: skip


def _html(text: str) -> str:
    shown = []
    for piece, link in _pieces(text.strip()):
        safe = escape(piece)
        shown.append(f'<a href="{safe}">{safe}</a>' if link else _tagged(safe))
    return "".join(shown).replace("\n", "<br>\n")


def _tagged(text: str) -> str:
    for pattern, tag in _MARKED:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return text


def _unmarked(text: str) -> str:
    for pattern, _ in _MARKED:
        text = pattern.sub(r"\1", text)
    return text


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Give the text in pieces, and whether each is a link: an underscore in one is no mark."""
    end = 0
    for found in _LINK.finditer(text):
        yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    yield text[end:], False
