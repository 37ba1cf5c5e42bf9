"""The Twilio stand-in, for development and tests: signs, sends and misbehaves as Twilio does."""
