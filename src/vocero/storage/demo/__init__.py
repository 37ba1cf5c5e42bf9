"""Spirit Tours, the demo company: three years of a tour operator, the same from the same seed."""
