"""The API: for now whether the system is alive and ready; the webhook and admin doors go here."""
