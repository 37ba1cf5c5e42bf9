"""Reads the tables of expectations that the tests of this room share."""

from datetime import date

TODAY = date(2026, 9, 16)  # a Wednesday


def rows(table: str) -> list[tuple[str, date, date]]:
    """Give the table's rows: words, first day, last day (one date stands for both)."""
    found = []
    for line in table.strip().splitlines():
        if not line.strip():
            continue
        expression, _, dates = line.rpartition(" = ")
        first, _, last = dates.partition("..")
        found.append(
            (expression.strip(), date.fromisoformat(first), date.fromisoformat(last or first))
        )
    return found


def lines(table: str) -> list[str]:
    """Give the table's lines without blank ones."""
    return [line.strip() for line in table.strip().splitlines() if line.strip()]
