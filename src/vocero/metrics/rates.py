"""Exchange rates: what a currency was worth on a day, or the last time before it."""

import datetime as dt

import sqlalchemy as sa

from vocero.errors import NoRateError
from vocero.metrics.answer import Rate
from vocero.people.person import Scope
from vocero.storage.contract import FENCED


def rate(connection: sa.Connection, _scope: Scope, currency: str, on: dt.date) -> Rate:
    """Give the rate of a day, or the latest before it.

    Raises NoRateError when the company has none for the currency by then.
    """
    rates = FENCED["rates"].c
    row = connection.execute(
        sa.select(rates.rate, rates.rated_on)
        .where(rates.currency == currency, rates.rated_on <= on, rates.rate > 0)
        .order_by(rates.rated_on.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NoRateError(currency=currency)
    return Rate(currency, row.rate, row.rated_on)
