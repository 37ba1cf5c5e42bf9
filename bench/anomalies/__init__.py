"""How many planted oddities are found, and how often a calm day is called odd, beside peers."""
