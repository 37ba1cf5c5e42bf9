"""Pictures of answers, made for the width of a phone: direct labels, no legend, few colours."""
