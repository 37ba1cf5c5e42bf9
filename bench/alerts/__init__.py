"""What looking at all alerts costs, however many people watch the same figures."""
