"""One login on one device, with its one live refresh token (RFC 9700 section 4.14), and the feed of
revocations.
"""
