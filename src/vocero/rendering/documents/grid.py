"""A grid is a table of typed cells, the same for every format."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vocero.metrics.catalogue import Unit
from vocero.rendering.reader import Reader

Kind = Unit | Literal["text", "date", "number"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value and what it is. None is an empty cell."""

    value: Decimal | str | dt.date | None
    kind: Kind = "text"

    @property
    def numeric(self) -> bool:
        """Whether it stands to the right and can be added up."""
        return isinstance(self.value, Decimal)

    def text(self, reader: Reader) -> str:
        """Give the cell as a reader reads it."""
        match self.value:
            case None:
                return ""
            case str(text):
                return text
            case Decimal() as number:
                if self.kind == "number":
                    return reader.exact(number)
                unit = self.kind if self.kind in {"money", "percent"} else "count"
                return reader.value(unit, number)
            case day:
                return reader.day(day)


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns` are the names of the columns; every row has a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def harmless(text: str) -> str:
    """Keep a text from starting a formula in a spreadsheet (`= + - @`, tab, line ends).

    OWASP, "CSV Injection": an apostrophe in front makes it a text.
    """
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text
