"""What is kept to learn from holds no name, number, address or link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.words.masking import Mark, annotated

MASKED = {
    "ventas de María López ayer": ([Mark(10, 21, "member"), Mark(22, 26, "period")],
                                   "ventas de [Tulum](member) [ayer](period)"),
    "llama al +52 1 55 1234 5678 ya": ([], "llama al número ya"),
    "escribe a ana.gomez@example.com": ([], "escribe a correo"),
    "mira https://example.com/x?y=1 hoy": ([], "mira enlace hoy"),
    "reserva res-2025-778 por favor": ([], "reserva RES-2026-1001 por favor"),
    "ventas [hoy](period)": ([], "ventas hoy period"),
    "dos\nlíneas": ([], "dos líneas"),
}  # fmt: skip


@pytest.mark.parametrize("text", MASKED)
def test_personal_parts_are_replaced(text: str) -> None:
    """The sentence keeps its shape, so that it still teaches something."""
    marks, wanted = MASKED[text]
    assert annotated(text, marks) == wanted


@given(
    st.text(max_size=400), st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), max_size=4)
)
def test_any_message_becomes_one_harmless_line(text: str, spans: list[tuple[int, int]]) -> None:
    """One line, bounded, and only our own brackets."""
    marks = [Mark(s, s + n, "period") for s, n in spans if s + n <= len(text)]
    line = annotated(text, marks)
    assert len(line) <= 300
    assert "\n" not in line
    assert line.count("[") <= len(marks)
