"""From verified factors to a session: every way to authenticate ends in `Login.advance`."""
