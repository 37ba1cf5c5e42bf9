"""Celery: several workers and a beat do what one scheduler does, through the same functions."""
