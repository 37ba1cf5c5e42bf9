"""Whatever an Answer holds, its files can be opened again, and no cell starts a formula."""

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.unit.rendering.test_messages import READERS, answers
from vocero.errors import NothingToDrawError
from vocero.metrics.answer import Answer
from vocero.people.person import Person
from vocero.rendering.charts.choosing import picture
from vocero.rendering.charts.drawing import png
from vocero.rendering.documents.delimited import csv_bytes
from vocero.rendering.documents.document import Document, document
from vocero.rendering.documents.grid import Cell, Grid, harmless
from vocero.rendering.documents.page import pdf_bytes
from vocero.rendering.documents.workbook import xlsx_bytes
from vocero.rendering.reader import reader

PERSON = Person(1, "+12025550102", "=cmd|' /C calc'!A0", 2)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def laid_out(who: Any, answer: Answer) -> Document:
    """The document of an answer."""
    return document(who, answer, PERSON, "Spirit Tours")


@few
@given(answers(), st.sampled_from(READERS))
def test_a_workbook_opens_and_no_text_starts_a_formula(answer: Answer, who: Any) -> None:
    """openpyxl reads every sheet; texts that look like formulas are texts."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(laid_out(who, answer))))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(STARTS))


@few
@given(answers(), st.sampled_from(READERS))
def test_separated_values_open_and_no_text_starts_a_formula(answer: Answer, who: Any) -> None:
    """Only a number may start with a minus."""
    raw = csv_bytes(laid_out(who, answer)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(raw)):
        for cell in row:
            if cell.startswith(STARTS):
                float(cell)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers(), st.sampled_from(READERS))
def test_a_page_opens_with_its_picture(answer: Answer, who: Any) -> None:
    """pypdf reads it, Pillow the picture, which is light and as wide as a phone."""
    try:
        drawn = png(picture(who, answer, None))
    except NothingToDrawError:
        drawn = None
    if drawn is not None:
        with Image.open(io.BytesIO(drawn)) as image:
            assert image.width == 1080
        assert len(drawn) < 300 * 1024
    pages = PdfReader(io.BytesIO(pdf_bytes(laid_out(who, answer), drawn))).pages
    assert "Spirit Tours" in pages[0].extract_text()


@pytest.mark.parametrize("text", ["=1+1", "+52", "-3", "@x", "\tx", "\rx", "\n=1"])
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    """A spreadsheet then shows it and does nothing."""
    assert harmless(text) == f"'{text}"


def test_where_commas_mark_decimals_semicolons_part_the_cells() -> None:
    """An Argentine spreadsheet opens it in columns."""
    argentine = reader("es", "+5491112345678", "America/Argentina/Buenos_Aires", "ARS")
    grid = Grid(("Sucursal", "Ventas"), ((Cell("Córdoba"), Cell(Decimal("1234.5"), "money")),))
    raw = csv_bytes(Document(argentine, "x", "x", "", (), None, grid, ()))
    assert raw.decode("utf-8-sig").splitlines() == ["Sucursal;Ventas", "Córdoba;1234,50"]


def test_a_long_table_on_paper_says_how_many_rows_are_left_out() -> None:
    """Two hundred rows, then a line that names the sheet."""
    grid = Grid(("a",), tuple((Cell(str(n)),) for n in range(260)))
    raw = pdf_bytes(Document(READERS[0], "x", "x", "", (), None, grid, ()), None)
    pages = PdfReader(io.BytesIO(raw)).pages
    assert "60 renglones más" in " ".join(page.extract_text() for page in pages)
    assert f"Página 1 de {len(pages)}" in pages[0].extract_text()
