"""How unusual days are found: filters over every run of days, and ranges that keep quiet."""
