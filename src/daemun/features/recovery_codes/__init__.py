"""Recovery codes: a way in for somebody whose second factor is lost (NIST SP 800-63B-4 section 4.2.1.1)."""
