"""The bot's own parts, tested in the bot's environment with unittest."""
