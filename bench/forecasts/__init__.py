"""How well the forecaster does on real daily series, beside its peers."""
