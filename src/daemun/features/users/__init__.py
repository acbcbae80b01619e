"""Who exists: user name and/or email address in one normal form each (RFC 8265), and the application's own
profile fields.
"""
