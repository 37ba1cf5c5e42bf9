"""Answers as files: one document, written as a page, a workbook, or separated values."""
