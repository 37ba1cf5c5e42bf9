"""The scheduler: one process that does what is due by the clock."""
