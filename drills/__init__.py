"""Drills: the whole system under load and fault, and a checker that counts what happened."""
