"""Proving an email address.

One that must be proven and is not confers nothing: it is no identifier and no way to recover, and it keeps
nobody else from registering it (NIST SP 800-63B-4 section 4.2.1.2).
"""
