"""One module a channel: how a message leaves."""
