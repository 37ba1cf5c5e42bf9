"""The stack on one machine: database, action server, bot and API, for development and tests."""
