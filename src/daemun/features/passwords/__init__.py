"""Passwords: their rules, their storage, and logging in with them.

NIST SP 800-63B-4 section 3.1.1, RFC 8265 section 4 (normal form), RFC 9106 (Argon2id).
Settings: `DAEMUN_PASSWORDS_...`.
"""
