"""Proving oneself again in a session, by whatever the user has: for changes that need a fresh login."""
