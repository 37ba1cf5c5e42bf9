"""What follows from the bookings: refunds, commissions, inquiries, departures, targets, rates."""

import datetime as dt

import numpy as np
import numpy.typing as npt

from vocero.storage.demo import calendar
from vocero.storage.demo.bookings import (
    Days,
    Span,
    Table,
    days_between,
    rates,
    years_since_2023,
)
from vocero.storage.demo.company import BRANCHES, Company

_DIMENSIONS = (
    "branch_id", "region_id", "team_id", "agent_id", "partner_id", "customer_id", "product_id",
    "channel",
)  # fmt: skip
_AVERAGE_AMOUNT = 4600.0
_STRETCH = 1.04


def refunds(bookings: Table, span: Span) -> Table:
    """Give the refunds of cancelled, once confirmed bookings: 50 to 100 % within ten days."""
    u = bookings["u"]
    due = ~np.isnat(bookings["cancelled_at"]) & ~np.isnat(bookings["confirmed_at"])
    due &= u[:, 19] < 0.82
    on = bookings["cancelled_at"].astype("datetime64[D]") + (1 + 9 * u[:, 20]).astype(
        "timedelta64[D]"
    )
    due &= on <= np.datetime64(span.moment.date())
    amount = np.rint(bookings["amount"] * (0.5 + 0.5 * np.round(u[:, 21] * 2) / 2))
    return {
        "booking_ref": bookings["booking_ref"][due],
        "refunded_on": on[due],
        "amount": amount.astype(np.int64)[due],
    }


def commissions(bookings: Table, span: Span) -> Table:
    """Give the commission entries: agents 3 to 5 %, partners 10 %, reversed when cancelled.

    Paid on the 15th of the following month, except one in sixteen, which stays open.
    """
    confirmed = ~np.isnat(bookings["confirmed_at"])
    parts = []
    for who, share in (("agent_id", 0.03 + 0.02 * bookings["u"][:, 22]), ("partner_id", 0.10)):
        entitled = confirmed & (bookings[who] > 0)
        amount = np.rint(bookings["amount"] * share).astype(np.int64)
        parts.append(_entries(bookings, entitled, who, amount, "confirmed_at"))
        reversed_ = entitled & ~np.isnat(bookings["cancelled_at"])
        parts.append(_entries(bookings, reversed_, who, -amount, "cancelled_at"))
    table = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    order = np.argsort(table["accrued_on"], kind="stable")
    table = {name: column[order] for name, column in table.items()}
    next_month = table["accrued_on"].astype("datetime64[M]") + np.timedelta64(1, "M")
    pay_day = next_month.astype("datetime64[D]") + np.timedelta64(14, "D")
    paid = (pay_day <= np.datetime64(span.moment.date())) & (table.pop("luck") < 0.94)
    table["paid_on"] = np.where(paid, pay_day, np.datetime64("NaT", "D"))
    return table


def _entries(
    bookings: Table, rows: npt.NDArray[np.bool_], who: str,
    amount: npt.NDArray[np.int64], when: str,
) -> Table:  # fmt: skip
    mine = bookings[who][rows]
    return {
        "booking_ref": bookings["booking_ref"][rows],
        "accrued_on": bookings[when][rows].astype("datetime64[D]"),
        "amount": amount[rows],
        "agent_id": mine if who == "agent_id" else np.zeros_like(mine),
        "partner_id": mine if who == "partner_id" else np.zeros_like(mine),
        "luck": bookings["u"][:, 23][rows],
    }


def inquiries(bookings: Table, seed: int) -> Table:
    """Give the leads: most bookings began as one, and more than half never became a booking."""
    u = bookings["u"]
    asked = u[:, 24] < 0.85
    before = (u[:, 25] * 3).astype("timedelta64[D]")
    converted = {name: bookings[name][asked] for name in _DIMENSIONS}
    converted["created_on"] = bookings["created_on"][asked] - before[asked]
    converted["booking_ref"] = bookings["booking_ref"][asked]
    rng = np.random.default_rng([seed, 3])
    lost = np.repeat(np.arange(len(u)), rng.poisson(1.4, len(u)))
    table = {
        name: np.concatenate([converted[name], bookings[name][lost]])
        for name in (*_DIMENSIONS, "created_on")
    }
    none = np.zeros(len(lost), dtype=converted["booking_ref"].dtype)
    table["booking_ref"] = np.concatenate([converted["booking_ref"], none])
    return table


def departures(company: Company, span: Span, bookings: Table) -> Table:
    """Give each tour's departures from the first day to 180 days after the moment.

    A departure that is fuller than its vehicle gets a second or third one.
    """
    last = span.moment.date() + dt.timedelta(days=180)
    days = days_between(span.first, last)
    weekday = (days.astype(np.int64) + 3) % 7
    product, day = np.nonzero(company.product_weekdays[:, weekday])
    weight = company.product_weight[product]
    capacity = 6 + np.rint(6 * weight / company.product_weight.mean()).astype(np.int64)
    seats = np.zeros((len(company.products), len(days)), dtype=np.int64)
    going = bookings["status"] != 3
    travel = (bookings["travel_on"][going] - days[0]).astype(np.int64)
    np.add.at(seats, (bookings["product_id"][going] - 1, travel), bookings["pax"][going])
    vehicles = np.maximum(-(-seats[product, day] // capacity), 1)
    return {"product_id": product + 1, "departs_on": days[day], "capacity": capacity * vehicles}


def targets(company: Company, span: Span) -> Table:
    """Give monthly targets of gross sales through the year's end: agents, teams, branches.

    A team's is the sum of its agents'; a branch's is the sum of its teams' plus what it sells
    without an agent.
    """
    end = dt.date(span.moment.year, 12, 31)
    days = days_between(span.first.replace(day=1), end)
    months = days.astype("datetime64[M]")
    level = calendar.expected(days) * _AVERAGE_AMOUNT * _STRETCH * _inflation(days)
    each = {m: float(level[months == m].sum()) for m in np.unique(months)}
    branch = company.team_branch[company.agent_team]
    weight = company.agent_weight / np.bincount(branch, company.agent_weight)[branch]
    rows: list[tuple[np.datetime64, int, int, int, int]] = []
    for month, total in each.items():
        for index, (_name, _region, share, _count) in enumerate(BRANCHES):
            sums: dict[int, int] = {}
            for agent in np.nonzero(branch == index)[0]:
                amount = round(total * share * 0.75 * weight[agent] / 1000) * 100_000
                team = int(company.agent_team[agent])
                sums[team] = sums.get(team, 0) + amount
                rows.append((month, index + 1, team + 1, int(agent) + 1, amount))
            rows += [(month, index + 1, team + 1, 0, amount) for team, amount in sums.items()]
            alone = round(total * share * 0.25 / 1000) * 100_000
            rows.append((month, index + 1, 0, 0, sum(sums.values()) + alone))
    month, branches, teams, agents, amounts = zip(*rows, strict=True)
    return {
        "month": np.array(month).astype("datetime64[D]"),
        "branch_id": np.array(branches), "team_id": np.array(teams),
        "agent_id": np.array(agents), "amount": np.array(amounts, dtype=np.int64),
    }  # fmt: skip


def _inflation(days: Days) -> npt.NDArray[np.float64]:
    return np.asarray(1 + 0.045 * years_since_2023(days))


def exchange(span: Span) -> Table:
    """Give the daily rates of USD and EUR, in ten-thousandths."""
    days = span.days
    both = np.rint(rates(days)[:, 1:] * 10_000).astype(np.int64)
    return {
        "rated_on": np.repeat(days, 2),
        "currency": np.tile(np.array(["USD", "EUR"]), len(days)),
        "rate": both.reshape(-1),
    }
