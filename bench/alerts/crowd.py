"""A crowd that watches: many people's alerts over twenty distinct questions of the demo company."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.storage.engine import Database

PEOPLE = 400
"""People of the crowd; each has as many alerts as the total asks for."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A distinct question: whose rows, which figure, by day, week or month."""

    level: int
    whose: str
    owner: int
    metric: str
    grain: str


def questions() -> list[Watched]:
    """Give the twenty: six of the whole company, two of each region, one of each branch."""
    whole = (("net_sales", "day"), ("net_sales", "week"), ("net_sales", "month"),
             ("bookings_created", "day"), ("cancellations", "day"), ("passengers", "week"))
    return [
        *(Watched(2, "", 0, metric, grain) for metric, grain in whole),
        *(Watched(3, "region_id", n, "net_sales", grain) for n in (1, 2, 3)
          for grain in ("day", "week")),
        *(Watched(4, "branch_id", n, "net_sales", "day") for n in range(1, 9)),
    ]  # fmt: skip


_CONDITIONS = (("above", 10**9, None), ("below", -(10**9), None), ("rise", 900, "previous"),
               ("fall", 90, "previous"))  # fmt: skip
"""None of them is met: what is measured is looking, not telling."""


def put(database: Database, count: int) -> None:
    """Put so many alerts in the place of all others."""
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.alerts cascade"))
        people = _people(connection)
        connection.execute(sa.text("""
            insert into vocero.alerts (person_id, metric, members, grain, condition, amount,
                against, language)
            select * from json_to_recordset(:rows) as r(person_id bigint, metric text,
                members jsonb, grain text, condition text, amount numeric, against text,
                language text)
        """), {"rows": json.dumps(list(_alerts(people, count)))})  # fmt: skip
        connection.execute(sa.text("analyze vocero.alerts, vocero.people"))


def _alerts(people: dict[tuple[int, int], list[int]], count: int) -> Iterator[dict[str, object]]:
    asked = questions()
    for n in range(count):
        one = asked[n % len(asked)]
        condition, amount, against = _CONDITIONS[n // len(asked) % len(_CONDITIONS)]
        owners = people[one.level, one.owner]
        yield {
            "person_id": owners[n // len(asked) % len(owners)], "metric": one.metric,
            "members": [], "grain": one.grain, "condition": condition, "amount": amount + n,
            "against": against, "language": "es",
        }  # fmt: skip


def _people(connection: sa.Connection) -> dict[tuple[int, int], list[int]]:
    """Put the crowd into the directory; give the ids by level and by what they lead."""
    posts = sorted({(one.level, one.whose, one.owner) for one in questions()})
    found: dict[tuple[int, int], list[int]] = {}
    for n in range(PEOPLE):
        level, whose, owner = posts[n % len(posts)]
        made = connection.execute(sa.text("""
            insert into vocero.people (phone, name, level, language, region_id, branch_id)
            values (:phone, 'Alguien', :level, 'es', :region, :branch)
            on conflict (phone) do update set level = excluded.level returning person_id
        """), {"phone": f"+1202557{n:04d}", "level": level,
               "region": owner if whose == "region_id" else None,
               "branch": owner if whose == "branch_id" else None})  # fmt: skip
        found.setdefault((level, owner), []).append(made.scalar_one())
    return found
