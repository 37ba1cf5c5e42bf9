"""A turn made cheap: what Rasa does for each message, without what nobody needs.

Rasa gives no seam for its message processor, so `processor.install` puts ours in its place; both
doors call it. `tests/bot/test_turn.py` fails when Rasa's own code changes under it.
"""
