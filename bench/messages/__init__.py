"""WhatsApp end to end: signed webhook to delivered reply, ours and stock Rasa's."""
