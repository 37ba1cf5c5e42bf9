"""What people asked to be told without asking: subscriptions, alerts, and when they want quiet."""
