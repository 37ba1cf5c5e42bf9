"""A document as an Excel workbook: typed cells, a frozen header, a sheet of definitions."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from babel import numbers
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vocero.rendering.documents.document import Document
from vocero.rendering.documents.grid import Cell, Grid, harmless
from vocero.rendering.sentences import say

_WIDEST, _NARROWEST = 48, 11
_LOOKED_AT = 200
"""Rows by which a column's width is chosen."""


def xlsx_bytes(document: Document) -> bytes:
    """Write the workbook row by row, so that a long one takes little memory.

    Sheets: the table (or the figures), the figures beside it, what it is about, definitions.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "in_memory": False, "strings_to_formulas": False,
               "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": document.title, "company": document.company})
    formats = _formats(book, document)
    language = document.reader.language
    main = document.table or document.figures
    if main is not None:
        _sheet(book, say(language, "document", "data"), main, formats)
    if document.table is not None and document.figures is not None:
        _sheet(book, say(language, "document", "figures"), document.figures, formats)
    _texts(book, say(language, "document", "about"), _about(document), formats)
    _texts(book, say(language, "document", "definitions"), document.definitions, formats)
    book.close()
    return out.getvalue()


def _about(document: Document) -> tuple[tuple[str, str], ...]:
    return (("", document.title), ("", document.headline), *document.facts)


def _formats(book: xlsxwriter.Workbook, document: Document) -> Mapping[str, Format]:
    sign = numbers.get_currency_symbol(document.reader.currency, locale=document.reader.locale)
    return {
        "head": book.add_format({"bold": True, "bg_color": "#e8edf3", "bottom": 1,
                                 "text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": f'"{sign}"#,##0.00'}),
        "number": book.add_format({"num_format": "#,##0.00"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }  # fmt: skip


def _sheet(
    book: xlsxwriter.Workbook, name: str, grid: Grid, formats: Mapping[str, Format]
) -> None:
    sheet = book.add_worksheet(name)
    _widths(sheet, grid)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(grid.rows), len(grid.columns) - 1)
    for column, title in enumerate(grid.columns):
        sheet.write_string(0, column, harmless(title), formats["head"])
    for number, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, formats)


def _write(
    sheet: Worksheet, row: int, column: int, cell: Cell, formats: Mapping[str, Any]
) -> None:
    style = formats[cell.kind]
    match cell.value:
        case None:
            sheet.write_blank(row, column, None, style)
        case Decimal() as number:
            places = 10 if cell.kind == "percent" else 2
            sheet.write_number(row, column, float(round(number, places)), style)
        case dt.date() as day:
            sheet.write_datetime(row, column, dt.datetime.combine(day, dt.time()), style)
        case text:
            sheet.write_string(row, column, harmless(str(text)), style)


def _widths(sheet: Worksheet, grid: Grid) -> None:
    for column, title in enumerate(grid.columns):
        longest = max((len(str(row[column].value or "")) for row in grid.rows[:_LOOKED_AT]),
                      default=0)  # fmt: skip
        numeric = any(row[column].numeric for row in grid.rows[:1])
        width = 16 if numeric else max(longest, len(title)) + 2
        sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))


def _texts(
    book: xlsxwriter.Workbook, name: str, lines: Sequence[tuple[str, str]],
    formats: Mapping[str, Format],
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, harmless(label), formats["bold"])
        sheet.write_string(row, 1, harmless(text), formats["wrap"])
