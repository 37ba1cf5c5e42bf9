"""A document as a PDF page that can be forwarded: headline, picture, table, definitions."""

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image as Pillow
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from vocero.rendering.charts import style
from vocero.rendering.documents.document import Document
from vocero.rendering.documents.footing import Numbered
from vocero.rendering.documents.grid import Grid
from vocero.rendering.sentences import say

MOST_ROWS = 200
"""Rows of a table on paper; a sheet has them all."""
_LETTER_COUNTRIES = frozenset({"MX", "US", "CO", "CA", "CL", "VE", "GT", "CR", "PA", "DO"})
_INK, _MUTED, _LINE = (HexColor(c) for c in (style.INK, style.MUTED, style.HAIRLINE))
_SIDE, _TOP = 18 * mm, 16 * mm
_FRAME = 6
"""Points that a page's frame keeps free inside."""
_WIDE = 8
"""From so many columns on the page lies on its side."""


def pdf_bytes(document: Document, picture: bytes | None) -> bytes:
    """Write the pages; a picture (PNG) stands between figures and table."""
    _register()
    out = io.BytesIO()
    size = LETTER if document.reader.locale.territory in _LETTER_COUNTRIES else A4
    if document.table is not None and len(document.table.columns) > _WIDE:
        size = (size[1], size[0])
    frame = SimpleDocTemplate(
        out, pagesize=size, leftMargin=_SIDE, rightMargin=_SIDE, topMargin=_TOP, bottomMargin=_TOP,
        title=document.title, author=document.company, lang=document.reader.language,
    )  # fmt: skip
    story = list(_story(document, picture, frame.width - 2 * _FRAME))

    def numbered(*given: Any, **named: Any) -> Numbered:
        return Numbered(*given, document=document, **named)

    frame.build(story, canvasmaker=numbered)
    return out.getvalue()


def _story(document: Document, picture: bytes | None, width: float) -> list[Flowable]:
    """Put together what stands on the pages, from top to bottom."""
    language = document.reader.language
    story: list[Flowable] = [
        Paragraph(escape(document.company), _style("company")),
        Paragraph(escape(document.title), _style("title")),
    ]
    if document.headline:
        story.append(Paragraph(escape(document.headline), _style("headline")))
    facts = " &nbsp;·&nbsp; ".join(
        f"{escape(name)}: <b>{escape(text)}</b>" for name, text in document.facts
    )
    story += [Paragraph(facts, _style("facts")), Spacer(0, 5 * mm)]
    story += _upper(document, picture, width)
    if document.table is not None:
        story += [_table(document.table, document, width), Spacer(0, 2 * mm)]
        left = len(document.table.rows) - MOST_ROWS
        if left > 0:
            story.append(Paragraph(say(language, "document", "more_rows", count=left),
                                   _style("small")))  # fmt: skip
    if document.definitions:
        heading = Paragraph(say(language, "document", "definitions"), _style("heading"))
        lines = [Paragraph(f"<b>{escape(name)}.</b> {escape(text)}", _style("small"))
                 for name, text in document.definitions]  # fmt: skip
        story.append(KeepTogether([Spacer(0, 3 * mm), heading, *lines]))
    return story


def _upper(document: Document, picture: bytes | None, width: float) -> list[Flowable]:
    """Set the figures beside the picture, or either alone."""
    grid = document.figures
    figures = grid if grid is not None and len(grid.rows) > 1 else None
    if picture is None:
        return [] if figures is None else [_table(figures, document, width), Spacer(0, 5 * mm)]
    if figures is None:
        return [_image(picture, width * 0.62), Spacer(0, 5 * mm)]
    left, right = width * 0.47, width * 0.5
    beside = Table(
        [[_table(figures, document, left, small=True), _image(picture, right)]],
        colWidths=[width - right, right], hAlign="LEFT",
    )  # fmt: skip
    beside.setStyle(TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0),
    ]))  # fmt: skip
    return [beside, Spacer(0, 4 * mm)]


def _image(picture: bytes, width: float) -> Image:
    """Give the picture at a height that leaves room on the page."""
    with Pillow.open(io.BytesIO(picture)) as opened:
        across, down = opened.size
    scale = min(width / across, 92 * mm / down)
    image = Image(io.BytesIO(picture), width=across * scale, height=down * scale)
    image.hAlign = "RIGHT"
    return image


def _table(grid: Grid, document: Document, width: float, *, small: bool = False) -> LongTable:
    """Set a grid with its numbers to the right and its header on every page."""
    numeric = [any(row[n].numeric for row in grid.rows[:1]) for n in range(len(grid.columns))]
    cell, number = ("small_cell", "small_number") if small else ("cell", "number")
    if len(grid.columns) > _WIDE:
        cell, number = "tiny", "tiny_number"

    def set_(text: str, column: int, bold: str = "") -> Paragraph:
        words = f"<b>{escape(text)}</b>" if bold else escape(text)
        return Paragraph(words, _style(number if numeric[column] else cell))

    lines = [[set_(name, n, "bold") for n, name in enumerate(grid.columns)]]
    for row in grid.rows[:MOST_ROWS]:
        lines.append([set_(c.text(document.reader), n) for n, c in enumerate(row)])
    widths = _widths(grid, document, width, _style(cell).fontSize)
    table = LongTable(lines, colWidths=widths, repeatRows=1, hAlign="LEFT")
    table.setStyle(TableStyle([
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ]))  # fmt: skip
    return table


def _widths(grid: Grid, document: Document, width: float, size: float) -> list[float]:
    """Give numbers the room that they need, and share the rest by the longest text."""
    looked_at = grid.rows[:40]

    def longest(column: int) -> float:
        texts = [row[column].text(document.reader) for row in looked_at]
        return max(
            pdfmetrics.stringWidth(text, "Vocero-Bold", size)
            for text in (grid.columns[column], *texts)
        )

    wanted = [longest(column) + 8 for column in range(len(grid.columns))]
    fixed = [any(row[column].numeric for row in looked_at) for column in range(len(wanted))]
    left = width - sum(w for w, is_fixed in zip(wanted, fixed, strict=True) if is_fixed)
    text = sum(w for w, is_fixed in zip(wanted, fixed, strict=True) if not is_fixed)
    if left <= 0 or not text:
        return [w * width / sum(wanted) for w in wanted]
    return [w if is_fixed else w * left / text
            for w, is_fixed in zip(wanted, fixed, strict=True)]  # fmt: skip


@cache
def _register() -> None:
    """Make the letters known to reportlab, once."""
    for name, weight in (("Vocero", "Regular"), ("Vocero-Bold", "Semibold"), ("Vocero-It", "It")):
        pdfmetrics.registerFont(TTFont(name, str(style.font_file(weight))))
    pdfmetrics.registerFontFamily(
        "Vocero", normal="Vocero", bold="Vocero-Bold", italic="Vocero-It", boldItalic="Vocero-Bold"
    )


@cache
def _style(name: str) -> ParagraphStyle:
    """Give a paragraph style by what it is for."""
    styles: dict[str, tuple[float, Any, dict[str, Any]]] = {
        "company": (10, _MUTED, {}),
        "title": (21, _INK, {"fontName": "Vocero-Bold", "spaceAfter": 3}),
        "headline": (13.5, _INK, {"spaceAfter": 5}),
        "facts": (9.5, _MUTED, {}),
        "heading": (11, _INK, {"fontName": "Vocero-Bold", "spaceAfter": 2}),
        "small": (8.8, _MUTED, {"spaceAfter": 1.5}),
        "cell": (9.8, _INK, {}),
        "number": (9.8, _INK, {"alignment": 2}),
        "small_cell": (8.6, _INK, {}),
        "small_number": (8.6, _INK, {"alignment": 2}),
        "tiny": (7.2, _INK, {}),
        "tiny_number": (7.2, _INK, {"alignment": 2}),
    }
    size, colour, more = styles[name]
    given: dict[str, Any] = {"fontName": "Vocero", "fontSize": size, "leading": size * 1.28,
                             "textColor": colour}  # fmt: skip
    return ParagraphStyle(name, **(given | more))
