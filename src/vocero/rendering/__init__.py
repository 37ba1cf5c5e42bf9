"""Answers become messages for a phone, in Spanish or English."""
