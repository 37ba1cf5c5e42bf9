"""What will happen, how sure that is, and what was unusual: from daily series alone."""

from vocero.forecasting.outlook import Forecast, forecast

__all__ = ["Forecast", "forecast"]
