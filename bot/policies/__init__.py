"""The bot's own policies."""
