"""What a report costs in the action server, with roll-ups and without."""
