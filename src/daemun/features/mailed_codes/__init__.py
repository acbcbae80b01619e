"""Log in by a mailed code, in the browser that asked for it; off by default. It proves a mailbox, so it is
never a second factor (NIST SP 800-63B-4 section 3.1.3.1).
"""
