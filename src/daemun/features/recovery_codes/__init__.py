"""Recovery codes: for users who lost their second factor (NIST SP 800-63B-4 section 4.2.1.1)."""
