"""What administrators do for users: create them, find them, unlock them."""
