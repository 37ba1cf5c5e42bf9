"""Forms: what the bot asks one by one; every other question in between is answered."""
