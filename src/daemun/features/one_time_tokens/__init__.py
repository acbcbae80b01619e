"""Single-use secrets: mailed links and codes, challenges, states of logins with providers.

Each is bound to a purpose, a subject, and the version of what it protects (NIST SP 800-63B-4 sections 3.1.3.2
and 4.2.1.2).
"""
