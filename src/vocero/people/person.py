"""A Person is who asks; a Scope is what they may see for one question."""

from collections.abc import Mapping
from dataclasses import dataclass

from vocero.errors import ForbiddenError
from vocero.people import policy
from vocero.people.policy import Grant, Rows


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the directory, as they are today. `phone` is the canonical E.164 number."""

    person_id: int
    phone: str
    name: str
    level: int
    language: str | None = None
    time_zone: str | None = None
    region_id: int | None = None
    branch_id: int | None = None
    team_id: int | None = None
    agent_id: int | None = None
    partner_id: int | None = None
    customer_id: int | None = None
    pictures: bool = True

    @property
    def level_name(self) -> str:
        """The level's fixed name, such as BRANCH_DIRECTOR."""
        return policy.LEVELS[self.level]

    def may(self, capability: str) -> bool:
        """Tell whether the capability reaches anything at all for this person."""
        return policy.grant(self.level, capability) is not Grant.NO


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows and which columns: every reporting query takes one.

    `owner_id` is the id of the region, branch, team, agent, partner or customer that `rows`
    names; None with `all`.
    """

    rows: Rows
    owner_id: int | None = None
    branch_id: int | None = None
    masked_customers: bool = False
    hidden_agents: bool = False
    hidden_costs: bool = False

    @property
    def fence(self) -> Mapping[str, str]:
        """The transaction-local settings that make the database show just these rows."""
        settings: dict[str, str] = {"rows": self.rows}
        if self.owner_id is not None:
            settings["id"] = str(self.owner_id)
        if self.branch_id is not None:
            settings["branch"] = str(self.branch_id)
        return settings

    def __str__(self) -> str:
        return self.rows if self.owner_id is None else f"{self.rows}:{self.owner_id}"

    @property
    def whole(self) -> str:
        """All that the scope says, column masks included, in one word to compare by."""
        masks = (self.masked_customers, self.hidden_agents, self.hidden_costs)
        return f"{self}/{self.branch_id or ''}/{''.join('x' if mask else '-' for mask in masks)}"


def scope(person: Person, capability: str) -> Scope:
    """Decide what a person may see under a capability.

    Raises ForbiddenError when their level lacks it, or when it has it for a region, branch, team
    or account of their own and the directory names none.
    """
    seen = policy.rows(person.level, capability)
    if seen is None:
        raise ForbiddenError(capability=capability)
    owner = None if seen == "all" else getattr(person, f"{seen}_id")
    if seen != "all" and owner is None:
        raise ForbiddenError(capability=capability)
    return Scope(
        rows=seen,
        owner_id=owner,
        branch_id=person.branch_id if seen == "agent" else None,
        masked_customers=person.level in policy.MASKED_CUSTOMERS,
        hidden_agents=person.level in policy.HIDDEN_AGENTS,
        hidden_costs=not person.may("profitability"),
    )
