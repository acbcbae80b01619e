"""Passkeys: keys that browsers and security keys keep (WebAuthn Level 3)."""
