"""Time-based codes of authenticator apps (RFC 6238, RFC 4226). Settings: `DAEMUN_TOTP_...`."""
