"""Registration: a person makes a user for themselves, and is logged in."""
