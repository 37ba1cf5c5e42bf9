"""Vocero answers a company's business questions, within what each person may see."""
