"""The set-up that Rasa's documentation leads to, for comparison: DIET, TED, its Twilio channel."""
