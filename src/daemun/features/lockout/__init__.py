"""Limits on wrong tries, and the waits that follow (NIST SP 800-63B-4 section 3.2.2).

Tries are counted per user, per address, and per address over distinct users.
"""
