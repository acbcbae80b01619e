"""A login on a device, with one live refresh token (RFC 9700 section 4.14), and the feed of revocations."""
