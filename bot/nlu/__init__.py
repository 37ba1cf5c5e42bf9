"""Language components of the bot, one to a file."""
