"""How many wrong tries, how long the wait (NIST SP 800-63B-4 section 3.2.2).

Counted per user, per address, and per address over distinct users.
"""
