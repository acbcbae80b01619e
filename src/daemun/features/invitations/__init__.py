"""Invitations: a mailed link lets one person create an account, even where registration is closed."""
