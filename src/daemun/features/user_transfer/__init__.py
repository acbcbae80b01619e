"""Bringing many users in from a file, ours or another product's, and giving all of them out again.

Passwords travel as hashes, which make such files secret. Settings: `DAEMUN_PASSWORDS_FLASK_SECURITY_SALT`.
"""
