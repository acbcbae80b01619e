"""What happened: security events, append-only, in one channel. Each is stored, then a Flask signal."""
