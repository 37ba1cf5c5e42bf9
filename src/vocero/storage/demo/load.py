"""Loading the demo company: everything is made, copied in bulk and swapped in one transaction."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from vocero.storage.demo import bookings as made
from vocero.storage.demo import cast, company, ledger
from vocero.storage.demo.bookings import Span, Table

Column = Sequence[str] | npt.NDArray[Any]
SEED = 7
_A_DAY = 56.8
"""How many bookings a day the usual company makes, on average."""
_PIECE = 250_000
YEARS = 3
_STATUSES = np.array(["pending", "confirmed", "completed", "cancelled", "no_show"])
_CURRENCIES = np.array(["MXN", "USD", "EUR"])
_CHANNELS = np.array(company.CHANNELS)
_TABLES = ("regions", "branches", "teams", "agents", "partners", "customers", "products",
           "departures", "bookings", "refunds", "commissions", "inquiries", "targets", "rates",
           "loads")  # fmt: skip
_VIEWS = ("bookings", "refunds", "commissions", "departures", "targets", "rates", "inquiries")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: number of bookings, first day, moment."""

    bookings: int
    first: dt.date
    moment: dt.datetime


def load(
    connection: sa.Connection, now: dt.datetime, zone: str, *, seed: int = SEED, rows: int = 0
) -> Loaded:
    """Replace the demo company by one that ends at `now`, at about `rows` bookings when given.

    Runs inside the caller's transaction: readers see the old company until it commits.
    """
    local = now.astimezone(ZoneInfo(zone))
    first = local.date().replace(year=local.year - YEARS, day=1)
    span = Span(first, local.replace(tzinfo=None))
    firm = company.build(seed)
    scale = rows / (len(span.days) * _A_DAY) if rows else 1.0
    table = made.draw(firm, span, seed, scale)
    connection.exec_driver_sql("set local statement_timeout = 0")
    _wipe(connection)
    _copy_structure(connection, firm)
    with _indexed_afterwards(connection):
        _copy_bookings(connection, table, zone)
        _copy_ledger(connection, firm, table, span, seed)
    connection.exec_driver_sql("analyze " + ", ".join(f"tours.{name}" for name in _TABLES))
    connection.execute(
        sa.text("insert into tours.loads select v, :version, :at from unnest(:views) v"),
        {"version": int(now.timestamp()), "at": now, "views": list(_VIEWS)},
    )
    # The same moment gives the same version, whatever the seed and the number of rows.
    connection.execute(sa.text("delete from vocero.rollups"))
    _replace_people(connection, firm)
    return Loaded(len(table["booking_ref"]), first, local)


def moment(connection: sa.Connection) -> dt.datetime | None:
    """Give when the loaded demo company ends, or None when there is none."""
    if connection.execute(sa.text("select to_regclass('tours.loads')")).scalar_one() is None:
        return None
    latest = sa.text("select max(loaded_at) from tours.loads")
    found: dt.datetime | None = connection.execute(latest).scalar_one_or_none()
    return found


def _wipe(connection: sa.Connection) -> None:
    connection.exec_driver_sql("truncate " + ", ".join(f"tours.{name}" for name in _TABLES))


@contextmanager
def _indexed_afterwards(connection: sa.Connection) -> Iterator[None]:
    """Leave plain indexes out while rows are copied; made at the end they take a fraction."""
    found = connection.execute(sa.text(
        "select schemaname || '.' || indexname as name, indexdef from pg_indexes "
        "where schemaname = 'tours' and indexdef not like 'CREATE UNIQUE%'"
    )).all()  # fmt: skip
    connection.exec_driver_sql("set local maintenance_work_mem = '256MB'")
    for name, _definition in found:
        connection.exec_driver_sql(f"drop index {name}")
    yield
    for _name, definition in found:
        connection.exec_driver_sql(definition)


def _copy_structure(connection: sa.Connection, firm: company.Company) -> None:
    ids = _numbers
    _copy(connection, "regions", region_id=ids(len(company.REGIONS)), name=company.REGIONS)
    _copy(connection, "branches", branch_id=ids(len(company.BRANCHES)),
          name=[b[0] for b in company.BRANCHES],
          region_id=np.array([b[1] + 1 for b in company.BRANCHES]))  # fmt: skip
    _copy(connection, "teams", team_id=ids(len(firm.teams)), name=firm.teams,
          branch_id=firm.team_branch + 1)  # fmt: skip
    _copy(connection, "agents", agent_id=ids(len(firm.agents)), name=firm.agents,
          team_id=firm.agent_team + 1)  # fmt: skip
    _copy(connection, "partners", partner_id=ids(len(company.PARTNERS)), name=company.PARTNERS)
    _copy(connection, "customers", customer_id=ids(len(firm.customers)), name=firm.customers)
    _copy(connection, "products", product_id=ids(len(firm.products)), name=firm.products,
          destination=[company.DESTINATIONS[d][0] for d in firm.product_destination])  # fmt: skip


def _copy_bookings(connection: sa.Connection, table: Table, zone: str) -> None:
    """Copy the bookings a piece at a time: ten million rows of text would not fit into memory."""
    for start in range(0, len(table["booking_ref"]), _PIECE):
        piece = {name: column[start : start + _PIECE] for name, column in table.items()}
        _copy_piece(connection, piece, zone)


def _copy_piece(connection: sa.Connection, table: Table, zone: str) -> None:
    moments = {
        name: made.to_utc(table[name], zone)
        for name in ("created_at", "confirmed_at", "cancelled_at")
    }
    _copy(
        connection, "bookings",
        booking_ref=table["booking_ref"], created_at=moments["created_at"],
        created_on=table["created_on"], travel_on=table["travel_on"],
        status=_STATUSES[table["status"]], confirmed_at=moments["confirmed_at"],
        confirmed_on=table["confirmed_at"].astype("datetime64[D]"),
        cancelled_on=table["cancelled_at"].astype("datetime64[D]"),
        pax=table["pax"], amount=_money(table["amount"]), cost=_money(table["cost"]),
        currency=_CURRENCIES[table["currency"]], original_amount=_money(table["original_amount"]),
        branch_id=table["branch_id"], region_id=table["region_id"], team_id=table["team_id"],
        agent_id=table["agent_id"], partner_id=table["partner_id"],
        customer_id=table["customer_id"], product_id=table["product_id"],
        channel=_CHANNELS[table["channel"]],
    )  # fmt: skip


def _copy_ledger(
    connection: sa.Connection, firm: company.Company, table: Table, span: Span, seed: int
) -> None:
    refunds = ledger.refunds(table, span)
    _copy(connection, "refunds", refund_id=_numbers(len(refunds["amount"])),
          booking_ref=refunds["booking_ref"], refunded_on=refunds["refunded_on"],
          amount=_money(refunds["amount"]))  # fmt: skip
    entries = ledger.commissions(table, span)
    entries["amount"] = np.array(_money(entries["amount"]))
    _copy(connection, "commissions", commission_id=_numbers(len(entries["amount"])), **entries)
    leads = ledger.inquiries(table, seed)
    leads["channel"] = _CHANNELS[leads["channel"]]
    _copy(connection, "inquiries", inquiry_id=_numbers(len(leads["channel"])), **leads)
    trips = ledger.departures(firm, span, table)
    _copy(connection, "departures", departure_id=_numbers(len(trips["capacity"])), **trips)
    goals = ledger.targets(firm, span)
    goals["amount"] = np.array(_money(goals["amount"]))
    _copy(connection, "targets", **goals)
    exchange = ledger.exchange(span)
    exchange["rate"] = np.array([f"{r / 10_000:.4f}" for r in exchange["rate"].tolist()])
    _copy(connection, "rates", **exchange)


def _replace_people(connection: sa.Connection, firm: company.Company) -> None:
    """Bring the demo's people up to date; whoever else is in the directory stays."""
    rows = cast.people(firm)
    names = ("phone", "name", "level", "language", "time_zone", "region_id", "branch_id",
             "team_id", "agent_id", "partner_id", "customer_id")  # fmt: skip
    connection.execute(
        sa.text(
            f"insert into vocero.people ({', '.join(names)}) "  # noqa: S608 — names from above
            f"values ({', '.join(f':{n}' for n in names)}) on conflict (phone) do nothing"
        ),
        [{name: row.get(name) for name in names} for row in rows],
    )


def _numbers(count: int) -> npt.NDArray[Any]:
    return np.arange(1, count + 1)


def _money(hundredths: npt.NDArray[Any]) -> list[str]:
    return [f"{'-' if v < 0 else ''}{abs(v) // 100}.{abs(v) % 100:02d}"
            for v in hundredths.tolist()]  # fmt: skip


def _copy(connection: sa.Connection, table: str, **columns: Column) -> None:
    """COPY columns into a table of schema tours; id 0, NaT and empty references become NULL."""
    cursor = connection.connection.cursor()
    for start in range(0, len(next(iter(columns.values()))), _PIECE):
        texts = [_texts(name, column[start : start + _PIECE]) for name, column in columns.items()]
        lines = StringIO("\n".join(map("\t".join, zip(*texts, strict=True))) + "\n")
        # The tables were emptied in this transaction: the rows need no vacuum later.
        cursor.copy_expert(
            f"copy tours.{table} ({', '.join(columns)}) from stdin with (freeze)", lines
        )
    cursor.close()


def _texts(name: str, column: Column) -> list[str]:
    texts: list[str] = np.asarray(column).astype(str).tolist()
    if name == "booking_ref" or name.endswith(("_on", "_at")):
        return [r"\N" if text in {"", "NaT"} else text for text in texts]
    if name.endswith("_id"):
        return [r"\N" if text == "0" else text for text in texts]
    return texts
