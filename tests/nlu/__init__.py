"""Tests and measures of the language components; they run in the bot's environment."""
