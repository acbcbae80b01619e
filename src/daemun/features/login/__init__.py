"""From verified factors to a session: every way to prove who you are ends in `Login.advance`."""
