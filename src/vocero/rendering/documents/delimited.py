"""A document as CSV that opens right in a spreadsheet: UTF-8 with BOM, the reader's separators."""

import csv
import datetime as dt
import io
from decimal import Decimal

from babel import numbers

from vocero.rendering.documents.document import Document
from vocero.rendering.documents.grid import Cell, harmless


def csv_bytes(document: Document) -> bytes:
    """Write the table, or the figures where there is none.

    Where a comma marks decimals, a semicolon parts the cells, as spreadsheets there expect.
    """
    grid = document.table or document.figures
    comma = numbers.get_decimal_symbol(document.reader.locale) == ","
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if comma else ",")
    if grid is not None:
        writer.writerow([harmless(name) for name in grid.columns])
        for row in grid.rows:
            writer.writerow([_text(cell, decimal="," if comma else ".") for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell, *, decimal: str) -> str:
    """Give numbers without thousands marks, dates as ISO, and texts that start no formula."""
    match cell.value:
        case None:
            return ""
        case Decimal() as number:
            places = {"count": 0, "percent": 6}.get(cell.kind, 2)
            return f"{number:.{places}f}".replace(".", decimal)
        case dt.date() as day:
            return day.isoformat()
        case text:
            return harmless(str(text))
