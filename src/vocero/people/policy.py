"""The policy: one table that says which level may ask what, over which rows, with which columns.

`docs/permissions.md` is printed from it. Code asks for capabilities and scopes; it never compares
level numbers.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Rows = Literal["all", "region", "branch", "team", "agent", "partner", "customer"]


class Grant(StrEnum):
    """How far a capability reaches for a level."""

    ALL = "all"
    REGION = "region"
    BRANCH = "branch"
    TEAM = "team"
    OWN = "own"
    OWN_POSITION = "own position"
    YES = "yes"
    DETAIL = "detail"
    SHORT = "short"
    NO = "–"


LEVELS: Mapping[int, str] = MappingProxyType({
    1: "ADMIN", 2: "GENERAL_DIRECTOR", 3: "REGIONAL_MANAGER", 4: "BRANCH_DIRECTOR",
    5: "SUPERVISOR", 6: "ACCOUNTANT", 7: "AUDITOR", 8: "SALES_AGENT", 9: "PARTNER",
    10: "VIP_CLIENT",
})  # fmt: skip

_WORDS = {
    "all": Grant.ALL, "region": Grant.REGION, "branch": Grant.BRANCH, "team": Grant.TEAM,
    "own": Grant.OWN, "position": Grant.OWN_POSITION, "yes": Grant.YES, "detail": Grant.DETAIL,
    "short": Grant.SHORT, "–": Grant.NO,
}  # fmt: skip


def _row(grants: str) -> Mapping[int, Grant]:
    words = grants.split()
    return MappingProxyType(
        {level: _WORDS[word] for level, word in zip(LEVELS, words, strict=True)}
    )


POLICY: Mapping[str, Mapping[int, Grant]] = MappingProxyType({
    #                     1      2      3      4      5     6     7     8     9     10
    "sales":         _row("all    all    region branch team  all   all   own   own   –"),
    "commissions":   _row("all    all    region branch team  all   all   own   own   –"),
    "bookings":      _row("all    all    region branch team  all   all   own   own   own"),
    "passengers":    _row("all    all    region branch team  all   all   own   own   –"),
    "cancellations": _row("all    all    region branch team  all   all   own   own   own"),
    "kpi":           _row("all    all    region branch team  all   all   own   own   –"),
    "goal":          _row("all    all    region branch team  all   all   own   –     –"),
    "ranking":       _row("all    all    region branch team  all   all   position –     –"),
    "profitability": _row("all    all    region branch –     all   all   –     –     –"),
    "occupancy":     _row("all    all    all    all    all   –     all   –     –     –"),
    "forecast":      _row("all    all    region branch team  all   all   –     –     –"),
    "anomalies":     _row("all    all    region branch team  all   all   –     –     –"),
    "drivers":       _row("all    all    region branch team  all   all   –     –     –"),
    "export":        _row("all    all    region branch team  all   all   own   own   –"),
    "alerts":        _row("yes    yes    yes    yes    yes   yes   –     yes   yes   –"),
    "subscriptions": _row("yes    yes    yes    yes    yes   yes   –     yes   yes   –"),
    "dashboard":     _row("all    all    region branch team  all   all   own   own   –"),
    "status":        _row("detail detail short  short  short short short short short short"),
    "self":          _row("yes    yes    yes    yes    yes   yes   yes   yes   yes   yes"),
    "audit":         _row("yes    –      –      –      –     –     yes   –     –     –"),
    "message":       _row("yes    yes    yes    yes    –     –     –     –     –     –"),
    "broadcast":     _row("yes    –      –      –      –     –     –     –     –     –"),
    "people":        _row("yes    –      –      –      –     –     –     –     –     –"),
    "integration":   _row("yes    –      –      –      –     –     –     –     –     –"),
})  # fmt: skip
"""Capability → level → grant; what is not listed is refused."""

_NARROW: Mapping[Grant, Rows] = MappingProxyType({
    Grant.REGION: "region", Grant.BRANCH: "branch", Grant.TEAM: "team",
})  # fmt: skip
_OWN_ROWS: Mapping[int, Rows] = MappingProxyType({8: "agent", 9: "partner", 10: "customer"})

MASKED_CUSTOMERS = frozenset({6, 7})
"""Levels that see `Cliente 4821` instead of a customer's name.

Level 9 sees its own bookings only, so nothing is left to mask there.
"""
HIDDEN_AGENTS = frozenset({10})
"""Levels that do not see who sold."""


def grant(level: int, capability: str) -> Grant:
    """Give how far a capability reaches for a level; unknown ones are refused."""
    return POLICY.get(capability, {}).get(level, Grant.NO)


def rows(level: int, capability: str) -> Rows | None:
    """Give whose rows a level sees under a capability, or None when it is refused."""
    match grant(level, capability):
        case Grant.NO:
            return None
        case Grant.REGION | Grant.BRANCH | Grant.TEAM as narrow:
            return _NARROW[narrow]
        case Grant.OWN | Grant.OWN_POSITION:
            return _OWN_ROWS[level]
        case _:
            return "all"


def allowed(level: int) -> tuple[str, ...]:
    """List the capabilities that a level has, in the policy's order."""
    return tuple(name for name in POLICY if grant(level, name) is not Grant.NO)
