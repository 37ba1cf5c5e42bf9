"""The foot of every page: who it was made for, and which page of how many it is."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from vocero.rendering.charts import style
from vocero.rendering.documents.document import Document
from vocero.rendering.sentences import say

_FEET = 8.5 * mm


class Numbered(Canvas):
    """Draws the foot when all pages are known: only then their number is."""

    def __init__(self, *given: Any, document: Document, **named: Any) -> None:
        super().__init__(*given, **named)
        self._document = document
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 — reportlab's name
        """Keep a page until the last one is there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Give each page its foot and write them all."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._foot(number)
            super().showPage()
        super().save()

    def _foot(self, number: int) -> None:
        language = self._document.reader.language
        width = self._pagesize[0]  # type: ignore[attr-defined]
        self.setFont("Vocero", 8.5)
        self.setFillColor(HexColor(style.MUTED))
        self.drawString(18 * mm, _FEET, say(language, "document", "foot",
                                            company=self._document.company))  # fmt: skip
        self.drawRightString(width - 18 * mm, _FEET, say(
            language, "document", "page", page=number, pages=len(self._pages)))  # fmt: skip
