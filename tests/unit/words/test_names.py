"""A name is matched with the kind that stands before it, and no other."""

import pytest

from vocero.words.names import Member, match

WEB = Member("channel", "web", "web")
MEMBERS = (WEB, Member("branch", 1, "Cancún"), Member("destination", "Cancún", "Cancún"),
           Member("agent", 7, "Rosa Web"))  # fmt: skip


@pytest.mark.parametrize(
    ("said", "before", "wanted"),
    [
        ("web", "ventas por sucursal sin ", WEB),
        ("web", "sales by agent without the ", WEB),
        ("Cancún", "ventas del destino ", MEMBERS[2]),
        ("Cancún", "ventas de la sucursal de ", MEMBERS[1]),
        ("Cancún", "ventas por agente excepto el destino ", MEMBERS[2]),
    ],
)
def test_the_kind_before_a_name_is_its_own(said: str, before: str, wanted: Member) -> None:
    """The breakdown that stands before an exclusion says nothing of what is left out."""
    assert match(said, MEMBERS, before) == wanted
