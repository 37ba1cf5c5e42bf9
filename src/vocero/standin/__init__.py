"""Twilio, played on this machine: development and tests only."""
