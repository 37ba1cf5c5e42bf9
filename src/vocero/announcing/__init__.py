"""The bot speaks first: what is due is made and put into the mail."""
