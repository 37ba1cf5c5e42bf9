"""The mailroom: nothing lost, nothing twice, in order; what came in, what goes out."""
