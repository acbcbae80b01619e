"""Authenticating again in a session, with any factor: for changes that need a recent login."""
