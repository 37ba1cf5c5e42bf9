"""What a turn costs: messages through the bot's Twilio channel, with the CPU of each process."""
