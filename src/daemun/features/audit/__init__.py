"""What happened: security events, append-only, in one channel. Each is stored first and then told as a Flask
signal.
"""
