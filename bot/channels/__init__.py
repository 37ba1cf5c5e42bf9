"""The bot's doors: each establishes who speaks before anything is understood."""
