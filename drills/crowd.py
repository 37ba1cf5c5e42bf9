"""A crowd of all levels in four zones and what they are subscribed to, put into the tables."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from drills import wallclock
from drills.rights import REGION_OF, History, Post
from drills.wallclock import Plan
from vocero.storage.engine import Database

ZONES = ("America/Chicago", "Europe/Madrid", "America/Mexico_City", "America/Santiago")
BRANCHES = ("Cancún", "Playa del Carmen", "Mérida", "Ciudad de México", "Guadalajara", "Monterrey",
            "Los Cabos", "Puerto Vallarta")  # fmt: skip
LEVELS = (2, 3, 4, 5, 6, 8, 9, 1, 3, 4)
KINDS = (*("sales", "bookings", "cancellations", "passengers") * 4, "sales", "commissions", "kpi",
         "profitability", "profitability")  # fmt: skip
_RHYTHMS = (*("daily",) * 14, "weekdays", "weekly", "weekly", "fortnightly", "monthly", "month_end")
HOURS = (*(dt.time(h, m) for h in range(6, 21) for m in (0, 30)),
          *(dt.time(h, m) for h in (1, 2, 3) for m in (0, 30)),
          dt.time(0), dt.time(23, 30))  # fmt: skip
_ALWAYS = dt.datetime.min.replace(tzinfo=dt.UTC)
_NIGHT = (dt.time(22), dt.time(7))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the crowd and how they want to be told. `wanted` is False for who opted out."""

    person: int
    phone: str
    language: str
    zone: str
    channels: tuple[str, ...]
    quiet: tuple[dt.time, dt.time] | None
    days_off: tuple[int, ...]
    wanted: bool
    fixed: bool
    """Moves between branches and levels 1 to 4 only: their reports may name a branch."""


@dataclass(frozen=True, slots=True)
class Sub:
    """A subscription of the crowd, and when it ought to be due."""

    subscription: int
    member: Member
    kind: str
    branch: int | None
    plan: Plan
    due: tuple[dt.datetime, ...]
    skips_empty: bool


def people(database: Database, history: History, count: int, seed: int) -> list[Member]:
    """Put people into the directory, some of whom wrote long ago, never, or want nothing."""
    chance = random.Random(seed)  # noqa: S311 — a drill, not a secret
    with database.owner.begin() as connection:
        places = connection.execute(sa.text(
            "select agent_id, team_id, branch_id from tours.agents join tours.teams using (team_id)"
            " order by md5(agent_id::text) limit 16")).all()  # fmt: skip
        members = []
        for n in range(count):
            place = chance.choice(places)
            post = Post(LEVELS[n % len(LEVELS)], REGION_OF[place.branch_id], place.branch_id,
                        place.team_id, place.agent_id, 1 + n % 4)  # fmt: skip
            members.append(_member(connection, history, n, post, chance))
    return members


def _member(
    connection: sa.Connection, history: History, n: int, post: Post, chance: random.Random
) -> Member:
    quiet = _NIGHT if n % 10 == 3 else None
    days_off = ((5, 6), (6,), (0,))[n % 3] if n % 10 == 6 else ()
    channels = {4: ("in_app",), 5: ("whatsapp", "in_app")}.get(n % 20, ("whatsapp",))
    made = Member(
        0, f"+1202558{n:04d}", "es" if n % 2 else "en", ZONES[n % len(ZONES)], channels, quiet,
        days_off, n % 33 != 32, post.level <= 4 and n % 3 == 0,
    )  # fmt: skip
    row = connection.execute(sa.text("""
        insert into vocero.people (phone, name, level, language, time_zone, region_id, branch_id,
            team_id, agent_id, partner_id, customer_id, channels, days_off, quiet_from, quiet_until)
        values (:phone, 'Persona', :level, :language, :zone, :region, :branch, :team, :agent,
            :partner, 1, :channels, :off, :begins, :ends)
        returning person_id, clock_timestamp() as at
    """), {"phone": made.phone, "level": post.level, "language": made.language, "zone": made.zone,
           "region": post.region, "branch": post.branch, "team": post.team, "agent": post.agent,
           "partner": post.partner, "channels": list(channels), "off": list(days_off),
           "begins": quiet and quiet[0], "ends": quiet and quiet[1]}).one()  # fmt: skip
    history.note(row.person_id, row.at, post, _ALWAYS)
    heard = chance.choice(("1 hour", "1 hour", "1 hour", "3 days", None))
    connection.execute(sa.text(
        "insert into vocero.correspondents (correspondent, address, last_inbound_at) "
        "values (:who, 'whatsapp:' || :who, clock_timestamp() - cast(:heard as interval))"
    ), {"who": made.phone, "heard": heard})  # fmt: skip
    if not made.wanted:
        connection.execute(sa.text("insert into vocero.suppressions (correspondent, reason) "
                                   "values (:who, 'opted out')"), {"who": made.phone})  # fmt: skip
    return Member(row.person_id, *(getattr(made, name) for name in Member.__slots__[1:]))


def subscribe(
    database: Database, members: list[Member], items: int, start: dt.datetime, end: dt.datetime,
    seed: int, hours: tuple[dt.time, ...] = HOURS,
) -> list[Sub]:  # fmt: skip
    """Subscribe people until as many moments are due as wanted."""
    chance = random.Random(seed)  # noqa: S311 — a drill, not a secret
    subs: list[Sub] = []
    total = 0
    with database.owner.begin() as connection:
        while total < items:
            sub = _one(connection, members[len(subs) % len(members)], start, end, chance, hours)
            total += len(sub.due)
            subs.append(sub)
    return subs


def _one(
    connection: sa.Connection, member: Member, start: dt.datetime, end: dt.datetime,
    chance: random.Random, hours: tuple[dt.time, ...],
) -> Sub:  # fmt: skip
    frequency = chance.choice(_RHYTHMS)
    weekdays = tuple(sorted(chance.sample(range(7), 2))) if frequency == "weekly" else ()
    plan = Plan(frequency, weekdays, chance.choice(hours), member.zone, member.quiet,
                member.days_off)  # fmt: skip
    kind = chance.choice(KINDS)
    branch = chance.randrange(1, 9) if member.fixed and kind == "sales" else None
    named = [] if branch is None else [
        {"dimension": "branch", "key": branch, "name": BRANCHES[branch - 1]}
    ]  # fmt: skip
    later = wallclock.due(plan, start, end + dt.timedelta(days=40))
    skips = chance.random() < 0.15
    made = connection.execute(sa.text("""
        insert into vocero.subscriptions (person_id, question, frequency, weekdays, at, skip_empty,
            language, next_due)
        values (:person, cast(:question as jsonb), :frequency, :weekdays, :at, :skips, :language,
            :due) returning subscription_id
    """), {"person": member.person, "frequency": frequency, "weekdays": list(weekdays),
           "question": json.dumps({"kind": kind, "members": named}), "at": plan.at,
           "skips": skips, "language": member.language, "due": later[0]})  # fmt: skip
    due = tuple(moment for moment in later if moment <= end)
    return Sub(made.scalar_one(), member, kind, branch, plan, due, skips)


def alerts(database: Database, members: list[Member], count: int) -> dict[int, Member]:
    """Have so many watched that are met each day from its first minute; give whose they are."""
    made: dict[int, Member] = {}
    with database.owner.begin() as connection:
        for member in _around(members, count):
            row = connection.execute(sa.text("""
                insert into vocero.alerts (person_id, metric, grain, condition, amount, language)
                values (:person, 'net_sales', 'day', 'above', -1000000000, :language)
                returning alert_id
            """), {"person": member.person, "language": member.language})  # fmt: skip
            made[row.scalar_one()] = member
    return made


def _around(members: list[Member], count: int) -> Iterator[Member]:
    for n in range(count):
        yield members[n % len(members)]
