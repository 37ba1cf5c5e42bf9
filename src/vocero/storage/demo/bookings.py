"""Bookings from random draws that belong to their day: tomorrow's company keeps today's past.

Each day draws from a generator of its own (seed and date), so a company that ends later has the
same bookings up to the earlier end; only what had not happened yet is added.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from vocero.storage.demo import calendar
from vocero.storage.demo.company import BRANCHES, MOVED_ON, Company

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Table = dict[str, npt.NDArray[Any]]
"""Columns by name, all of one length."""

_DRAWS = 26
_CHANNEL = np.cumsum([0.34, 0.26, 0.21, 0.10, 0.09])
_PAX = np.cumsum([0.12, 0.40, 0.16, 0.17, 0.07, 0.04, 0.02, 0.02])
_NEVER = np.datetime64("NaT", "s")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which moment the company has lived; `moment` is on its wall clock."""

    first: dt.date
    moment: dt.datetime

    @property
    def days(self) -> Days:
        """All days, both ends included."""
        return days_between(self.first, self.moment.date())

    @property
    def now(self) -> np.datetime64:
        """The moment without a zone, in seconds."""
        return np.datetime64(self.moment.replace(tzinfo=None), "s")


def days_between(first: dt.date, last: dt.date) -> Days:
    """Give all days from first to last, both included."""
    return np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + _DAY)


def draw(company: Company, span: Span, seed: int, scale: float = 1.0) -> Table:
    """Make all bookings created up to the span's moment, in order of creation.

    Times are wall-clock seconds in the company's zone; ids are 1-based, 0 meaning none. `scale`
    multiplies the number of bookings. The life of a booking after the moment is unknown yet.
    """
    days = span.days
    level = calendar.intensity(days, span.moment.date()) * scale
    generators = [np.random.default_rng([seed, 2, int(day.astype(int))]) for day in days]
    counts = np.array([g.poisson(x) for g, x in zip(generators, level, strict=True)])
    u = np.concatenate([g.random((n, _DRAWS)) for g, n in zip(generators, counts, strict=True)])
    created_on = np.repeat(days, counts)
    sequence = np.concatenate([np.arange(n) for n in counts])
    width = max(250, int(counts.max()) + 1)
    table: Table = {"u": u, "created_on": created_on}
    table["created_at"] = created_on.astype("datetime64[s]") + _time_of_day(u[:, 0])
    table["booking_ref"] = _references(created_on, sequence, width)
    _sellers(company, table)
    _trip(company, table)
    _money(company, table)
    _life(table, span)
    seen = table["created_at"] <= span.now
    table = {name: column[seen] for name, column in table.items()}
    order = np.lexsort((table["booking_ref"], table["created_at"]))
    return {name: column[order] for name, column in table.items()}


def _time_of_day(u: npt.NDArray[np.float64]) -> npt.NDArray[np.timedelta64]:
    """Spread bookings from 07:00 to 24:00, two humps; a few fall within the last half hour."""
    hours = 7 + 17 * (0.5 * u + 0.5 * (u - np.sin(2 * np.pi * u) / (2 * np.pi)))
    return np.minimum(hours * 3600, 86399).astype("timedelta64[s]")


def _references(created_on: Days, sequence: Ints, width: int) -> npt.NDArray[np.str_]:
    years = created_on.astype("datetime64[Y]")
    day_of_year = (created_on - years.astype("datetime64[D]")).astype(np.int64)
    number = 1001 + day_of_year * width + sequence
    prefix = np.char.add("RES-", years.astype(str))
    return np.asarray(np.char.add(prefix, np.char.add("-", number.astype(str))))


def _pick(weights: npt.NDArray[np.float64], u: npt.NDArray[np.float64]) -> Ints:
    cumulative = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(cumulative, u), len(weights) - 1).astype(np.int64)


def _sellers(company: Company, table: Table) -> None:
    """Decide channel, partner, agent, team, branch and region as they were at the sale."""
    u = table["u"]
    channel = np.minimum(np.searchsorted(_CHANNEL, u[:, 1]), 4)
    agent = _pick(company.agent_weight * _agent_share(company), u[:, 2])
    alone = ((channel == 0) & (u[:, 3] < 0.6)) | ((channel == 4) & (u[:, 3] < 0.5))
    before = table["created_on"] < MOVED_ON
    team = np.where(before, company.agent_team_before[agent], company.agent_team[agent])
    shares = np.array([b[2] for b in BRANCHES])
    branch = np.where(alone, _pick(shares, u[:, 4]), company.team_branch[team])
    regions = np.array([b[1] for b in BRANCHES])
    table["channel"] = channel
    table["partner_id"] = np.where(channel == 4, _pick(company.partner_weight, u[:, 5]) + 1, 0)
    table["agent_id"] = np.where(alone, 0, agent + 1)
    table["team_id"] = np.where(alone, 0, team + 1)
    table["branch_id"] = branch + 1
    table["region_id"] = regions[branch] + 1
    # A fifth of the customers make most of the purchases, as regulars do.
    table["customer_id"] = (len(company.customers) * u[:, 6] ** 1.6).astype(np.int64) + 1


def _agent_share(company: Company) -> npt.NDArray[np.float64]:
    """Give each agent the share of their branch, divided among its agents."""
    branch = company.team_branch[company.agent_team]
    shares = np.array([b[2] for b in BRANCHES])
    return np.asarray(shares[branch] / np.bincount(branch, minlength=len(BRANCHES))[branch])


def _trip(company: Company, table: Table) -> None:
    """Decide tour, travel date (a departure day of the tour) and heads."""
    u = table["u"]
    product = _pick(company.product_weight, u[:, 7])
    lead = (-18.0 * np.log(np.maximum(1 - u[:, 8], 1e-3))).astype(np.int64)
    travel = table["created_on"] + np.minimum(lead, 150).astype("timedelta64[D]")
    for _ in range(7):
        weekday = (travel.astype(np.int64) + 3) % 7
        travel = np.where(company.product_weekdays[product, weekday], travel, travel + _DAY)
    table["product_id"] = product + 1
    table["travel_on"] = travel
    table["pax"] = np.minimum(np.searchsorted(_PAX, u[:, 9]), 7) + 1


def _money(company: Company, table: Table) -> None:
    """Decide price, currency and cost, in hundredths; the amount is in the company's currency."""
    u = table["u"]
    price = company.product_price[table["product_id"] - 1]
    years = years_since_2023(table["created_on"])
    discount = np.where(calendar.promoted(table["created_on"]), 0.85, 1.0)
    full = price * table["pax"] * (1 + 0.045 * years) * discount * (0.9 + 0.2 * u[:, 10])
    currency = np.where(u[:, 11] < 0.84, 0, np.where(u[:, 11] < 0.96, 1, 2))
    rate = rates(table["created_on"])[np.arange(len(full)), currency]
    original = np.rint(full / rate * 100)
    amount = np.rint(original * rate)
    table["currency"] = currency
    table["original_amount"] = original.astype(np.int64)
    table["amount"] = amount.astype(np.int64)
    table["cost"] = np.rint(amount * (0.58 + 0.14 * u[:, 12])).astype(np.int64)


def years_since_2023(days: Days) -> npt.NDArray[np.float64]:
    """Give how many years, with fractions, lie between 1 January 2023 and each day."""
    return np.asarray((days - np.datetime64("2023-01-01")) / _DAY / 365.25)


def rates(days: Days) -> npt.NDArray[np.float64]:
    """Give days × (MXN, USD, EUR): company currency for one unit, to four decimals."""
    ordinal = days.astype(np.float64)
    wobble = np.sin(ordinal / 37.0) * 0.35 + np.sin(ordinal / 11.3) * 0.12
    usd = np.round(18.1 + 0.8 * np.sin(ordinal / 260.0) + wobble, 4)
    eur = np.round(usd * (1.09 + 0.02 * np.sin(ordinal / 190.0)), 4)
    return np.stack([np.ones_like(usd), usd, eur], axis=1)


def _life(table: Table, span: Span) -> None:
    """Decide confirmation, cancellation and outcome, then forget what lies after the moment."""
    u, created = table["u"], table["created_at"]
    wait = np.where(u[:, 13] < 0.55, u[:, 14] * 1800, u[:, 14] ** 2 * 2.0 * 86400)
    confirmed = np.where(u[:, 15] < 0.90, created + wait.astype("timedelta64[s]"), _NEVER)
    travel = table["travel_on"].astype("datetime64[s]") + np.timedelta64(8 * 3600, "s")
    late = ~np.isnat(confirmed) & (confirmed >= travel)
    confirmed = np.where(late, created, confirmed)
    room = np.maximum((travel - np.where(np.isnat(confirmed), created, confirmed)) / _DAY, 0.05)
    chance = np.full(len(u), 0.075)
    storm = calendar.anomalies(span.moment.date())[2]
    hit = calendar.within(table["travel_on"], storm.first, storm.last)
    chance[hit] *= storm.cancellations
    regret = np.where(np.isnat(confirmed), created, confirmed) + (room * u[:, 17] * 86400).astype(
        "timedelta64[s]"
    )
    cancelled = np.where(~np.isnat(confirmed) & (u[:, 16] < chance), regret, _NEVER)
    expired = created + np.timedelta64(3, "D")
    cancelled = np.where(np.isnat(confirmed), expired, cancelled)
    confirmed = np.where(confirmed <= span.now, confirmed, _NEVER)
    cancelled = np.where(cancelled <= span.now, cancelled, _NEVER)
    table["confirmed_at"], table["cancelled_at"] = confirmed, cancelled
    table["status"] = _status(table, span)


def _status(table: Table, span: Span) -> Ints:
    """Give pending 0, confirmed 1, completed 2, cancelled 3, no_show 4 as of the moment."""
    travelled = table["travel_on"] < np.datetime64(span.moment.date())
    outcome = np.where(table["u"][:, 18] < 0.03, 4, 2)
    status = np.where(np.isnat(table["confirmed_at"]), 0, np.where(travelled, outcome, 1))
    return np.where(np.isnat(table["cancelled_at"]), status, 3)


def to_utc(times: npt.NDArray[np.datetime64], zone: str) -> npt.NDArray[np.datetime64]:
    """Turn wall-clock seconds of a zone into UTC; NaT stays NaT, an overlap is its first hour."""
    tz = ZoneInfo(zone)
    days = times.astype("datetime64[D]")
    shift = {
        day: int((dt.datetime.combine(day.astype(dt.date), dt.time(12), tz).utcoffset()
                  or dt.timedelta()).total_seconds())
        for day in np.unique(days[~np.isnat(days)])
    }  # fmt: skip
    known = ~np.isnat(days)
    offsets = np.zeros(len(times), dtype="timedelta64[s]")
    unique, inverse = np.unique(days[known], return_inverse=True)
    offsets[known] = np.array([shift[d] for d in unique], dtype="timedelta64[s]")[inverse]
    return np.asarray(times - offsets)
