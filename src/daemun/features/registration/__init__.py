"""Registration: somebody creates a user for themselves, and is logged in."""
