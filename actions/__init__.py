"""The action server's side of the seam: thin adapters from Rasa's protocol to the conversation."""
