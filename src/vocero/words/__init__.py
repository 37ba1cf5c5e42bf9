"""What was said becomes typed values: periods, amounts, names, a Question."""
