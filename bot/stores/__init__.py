"""Where the bot keeps its trackers."""
