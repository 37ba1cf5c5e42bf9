"""Who may see what, written by hand from the permission matrix, and who was what when."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace

ROWS = {1: "all", 2: "all", 3: "region", 4: "branch", 5: "team", 6: "all", 7: "all", 8: "agent",
        9: "partner", 10: "customer"}  # fmt: skip
CLOSED = {
    "sales": {10}, "commissions": {10}, "passengers": {10}, "kpi": {10}, "bookings": set[int](),
    "cancellations": set[int](), "profitability": {5, 8, 9, 10},
}  # fmt: skip
"""Report → levels that do not see it."""
NO_NOTICES = {7, 10}
"""Levels that may have neither subscriptions nor alerts."""
WORDS = {
    "region": ("tu región", "your region"), "branch": ("tu sucursal", "your branch"),
    "team": ("tu equipo", "your team"), "agent": ("tus ventas", "your sales"),
    "partner": ("tu agencia", "your agency"), "customer": ("tus reservas", "your bookings"),
}  # fmt: skip
"""What a report's head says of whose data it is."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a person is: the level, the place, whether they are with us."""

    level: int
    region: int
    branch: int
    team: int
    agent: int
    partner: int
    active: bool = True

    def scope(self, kind: str, branch: int | None = None) -> str | None:
        """Give the scope of a report, as the audit writes it; None for one that is closed.

        `branch` is one that the report names: it must be theirs.
        """
        if not self.active or self.level in NO_NOTICES or self.level in CLOSED[kind]:
            return None
        if branch is not None and not self._sees(branch):
            return None
        rows = ROWS[self.level]
        return rows if rows == "all" else f"{rows}:{getattr(self, rows)}"

    def _sees(self, branch: int) -> bool:
        """Tell whether a branch is in sight; only levels 1 to 4 and 6 are given such reports."""
        region = REGION_OF[branch]
        return {"all": True, "region": region == self.region}.get(
            ROWS[self.level], branch == self.branch
        )


REGION_OF = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3}
"""The demo company's branches and their regions."""


@dataclass
class History:
    """What every person was from when on, by the database's clock; kept by the drill itself."""

    _since: dict[int, list[tuple[dt.datetime, Post, dt.datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def note(self, person: int, at: dt.datetime, post: Post, simulated: dt.datetime) -> None:
        """Remember what a person is from a moment on, and what the simulated clock showed."""
        self._since[person].append((at, post, simulated))

    def post(self, person: int, at: dt.datetime) -> Post:
        """Give what a person was at a moment."""
        known = self._since[person]
        return known[max(bisect_right([one[0] for one in known], at) - 1, 0)][1]

    def now(self, person: int) -> Post:
        """Give what a person is."""
        return self._since[person][-1][1]

    def lost(self, person: int, kind: str, branch: int | None = None) -> dt.datetime | None:
        """Give the simulated moment at which a person first had no right to a report, or None."""
        return next((simulated for _, post, simulated in self._since[person]
                     if post.scope(kind, branch) is None), None)  # fmt: skip

    def changed(self, person: int) -> int:
        """Give how often a person was changed."""
        return len(self._since[person]) - 1


def moved(post: Post, other: Post) -> Post:
    """Give somebody's post at another's place."""
    return replace(post, region=other.region, branch=other.branch, team=other.team,
                   agent=other.agent)  # fmt: skip
