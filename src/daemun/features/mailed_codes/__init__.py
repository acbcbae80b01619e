"""Login with a mailed code, in the browser that requested it; off by default. It proves only a mailbox, so it
is never a second factor (NIST SP 800-63B-4 section 3.1.3.1).
"""
