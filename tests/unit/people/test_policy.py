"""The policy says, cell by cell, what the written matrix says."""

import pytest

from vocero.errors import ForbiddenError
from vocero.people.person import Person, scope
from vocero.people.policy import LEVELS, POLICY, grant

# Written by hand from the requirements, not from the code.
MATRIX = """
sales         | all all region branch team all all own own –
commissions   | all all region branch team all all own own –
bookings      | all all region branch team all all own own own
passengers    | all all region branch team all all own own –
cancellations | all all region branch team all all own own own
kpi           | all all region branch team all all own own –
goal          | all all region branch team all all own – –
ranking       | all all region branch team all all own-position – –
profitability | all all region branch – all all – – –
occupancy     | all all all all all – all – – –
forecast      | all all region branch team all all – – –
anomalies     | all all region branch team all all – – –
drivers       | all all region branch team all all – – –
export        | all all region branch team all all own own –
alerts        | yes yes yes yes yes yes – yes yes –
subscriptions | yes yes yes yes yes yes – yes yes –
dashboard     | all all region branch team all all own own –
status        | detail detail short short short short short short short short
self          | yes yes yes yes yes yes yes yes yes yes
audit         | yes – – – – – yes – – –
message       | yes yes yes yes – – – – – –
broadcast     | yes – – – – – – – – –
people        | yes – – – – – – – – –
integration   | yes – – – – – – – – –
"""
CELLS = [
    (capability.strip(), level, cell.replace("-", " "))
    for line in MATRIX.strip().splitlines()
    for capability, cells in [line.split("|")]
    for level, cell in enumerate(cells.split(), start=1)
]
IDS = {"region_id": 11, "branch_id": 22, "team_id": 33, "agent_id": 44, "partner_id": 55,
       "customer_id": 66}  # fmt: skip
OWN = {8: ("agent", 44), 9: ("partner", 55), 10: ("customer", 66)}
ROWS = {"region": 11, "branch": 22, "team": 33}


def someone(level: int, **ids: int | None) -> Person:
    """A person of a level with an id of every kind."""
    return Person(1, "+12025550100", "Ana", level, **{**IDS, **ids})


@pytest.mark.parametrize(("capability", "level", "cell"), CELLS)
def test_a_cell_grants_what_is_written(capability: str, level: int, cell: str) -> None:
    """The code's table and the hand-written one agree."""
    assert str(grant(level, capability)) == cell


@pytest.mark.parametrize(("capability", "level", "cell"), CELLS)
def test_a_cell_decides_the_rows(capability: str, level: int, cell: str) -> None:
    """A grant becomes the person's own region, branch, team or account; a refusal raises."""
    person = someone(level)
    if cell == "–":
        with pytest.raises(ForbiddenError):
            scope(person, capability)
        return
    seen = scope(person, capability)
    if cell in ROWS:
        assert (seen.rows, seen.owner_id) == (cell, ROWS[cell])
    elif cell in {"own", "own position"}:
        assert (seen.rows, seen.owner_id) == OWN[level]
    else:
        assert (seen.rows, seen.owner_id) == ("all", None)


def test_the_table_has_no_cell_more() -> None:
    """A capability without a written row would fail here."""
    assert {capability for capability, _, _ in CELLS} == set(POLICY)
    assert list(LEVELS) == list(range(1, 11))


def test_an_unknown_capability_is_refused() -> None:
    """Whatever the policy does not list, nobody has."""
    with pytest.raises(ForbiddenError):
        scope(someone(1), "salaries")


@pytest.mark.parametrize("level", [3, 4, 5, 8, 9, 10])
def test_a_narrow_level_without_its_id_sees_nothing(level: int) -> None:
    """A branch director without a branch is refused rather than shown everything."""
    empty = dict.fromkeys(IDS)
    with pytest.raises(ForbiddenError):
        scope(someone(level, **empty), "bookings")


@pytest.mark.parametrize("level", LEVELS)
def test_columns_are_masked_by_level(level: int) -> None:
    """Accounting and audit see no customer's name, VIP clients no agent, 5 and 8 to 10 no cost."""
    seen = scope(someone(level), "bookings")
    assert seen.masked_customers == (level in {6, 7})
    assert seen.hidden_agents == (level == 10)
    assert seen.hidden_costs == (level in {5, 8, 9, 10})
