"""The bot's own parts: what Rasa loads besides its configuration."""
