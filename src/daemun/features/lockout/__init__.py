"""How many wrong tries, how long the wait: per user, per address, and per address over distinct users (NIST
SP 800-63B-4 section 3.2.2).
"""
