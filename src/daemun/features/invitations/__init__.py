"""Invitations: a mailed link lets one person make a user, whether or not people may register themselves."""
