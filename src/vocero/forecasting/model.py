"""A model is a series' prediction with all that it was made from, as bytes and back."""

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from typing import Self

import numpy as np

from vocero.forecasting.backtest import Measured, measured, measured_by
from vocero.forecasting.calendar import Days
from vocero.forecasting.history import History, Values
from vocero.forecasting.pace import paced
from vocero.forecasting.predicting import predict
from vocero.forecasting.prediction import Errors, Prediction

ENGINE = "3"
"""Changes whenever the forecaster does: a model of another engine is made anew."""


@dataclass(frozen=True, slots=True)
class Model:
    """`values` are the history, one a day from `first`; `errors` of its own past forecasts.

    `booked` is what is booked already for each day to come, where that informs the forecast.
    """

    first: dt.date
    values: Values
    prediction: Prediction
    errors: tuple[Measured, ...]
    booked: Values | None = None

    @classmethod
    def of(cls, history: History, booked: tuple[Values, Values] | None = None) -> Self:
        """Make the model of a history and its horizon.

        `booked` is what was booked for each of its days, and for each to come (`pace.paced`).
        """
        first: dt.date = history.days[0].astype(dt.date)
        made = predict(history).evened()
        if booked is None:
            return cls(first, history.values, made, measured(history))
        made = paced(made, history.values, *booked)
        return cls(first, history.values, made, measured_by(made.errors), booked[1])

    @property
    def last(self) -> dt.date:
        """The last day of the history."""
        return self.first + dt.timedelta(days=len(self.values) - 1)

    @property
    def end(self) -> dt.date:
        """The last day of the horizon."""
        return self.last + dt.timedelta(days=len(self.prediction.days))

    @property
    def days(self) -> Days:
        """The days of the history."""
        return np.datetime64(self.first) + np.arange(len(self.values)).astype("timedelta64[D]")

    def happened(self, start: dt.date, end: dt.date) -> float:
        """Give the sum of the history's days between two dates, both included."""
        inside = (self.days >= np.datetime64(start)) & (self.days <= np.datetime64(end))
        return float(np.nansum(self.values[inside]))

    def to_bytes(self) -> bytes:
        """Give the model as bytes, without anything that could be run."""
        made, errors = self.prediction, self.prediction.errors
        out = io.BytesIO()
        np.savez_compressed(
            out, first=np.datetime64(self.first), values=self.values, days=made.days,
            centre=made.centre, open=made.open, forecast=errors.forecast,
            actual=errors.actual, age=errors.age, scatter=errors.scatter, weekday=errors.weekday,
            usual=made.usual, negative=made.negative,
            booked=self.booked if self.booked is not None else np.zeros(0),
            errors=np.array([(m.span, m.error, m.times, m.weeks) for m in self.errors]),
        )  # fmt: skip
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a model back; raises ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as read:
            errors = Errors(*(read[name]
                              for name in ("forecast", "actual", "age", "scatter", "weekday")
                              ))  # fmt: skip
            prediction = Prediction(
                read["days"], read["centre"], read["open"], errors,
                float(read["usual"]), bool(read["negative"]),
            )  # fmt: skip
            off = tuple(
                Measured(int(span), float(error), int(times), int(weeks))
                for span, error, times, weeks in read["errors"].reshape(-1, 4)
            )
            booked = read["booked"] if len(read["booked"]) else None
            first = read["first"].astype(dt.date).item()
            return cls(first, read["values"], prediction, off, booked)


def seen(history: History, booked: tuple[Values, Values] | None) -> str:
    """Give the fingerprint of the data that a model saw: its history, and what is booked ahead."""
    data = hashlib.sha256(history.values.tobytes())
    data.update(f"{history.days[0]}|{history.horizon}".encode())
    for part in booked or ():
        data.update(part.tobytes())
    return data.hexdigest()
