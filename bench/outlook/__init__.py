"""What a forecast costs over six years of history, SQL included."""
