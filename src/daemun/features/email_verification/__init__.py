"""Proving an email address.

Where addresses must be proven, an unproven one grants nothing: it does not identify its user, recovers no
account, and does not stop others from registering it (NIST SP 800-63B-4 section 4.2.1.2).
"""
