"""What administrators do for others: make users, find them, let them in again."""
