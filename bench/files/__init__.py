"""What files cost: pictures, pages, workbooks, beside the same answer as text."""
