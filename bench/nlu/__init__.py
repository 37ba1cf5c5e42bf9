"""Measures of the language pipelines."""
