"""All outgoing HTTP: https to public addresses only, no redirects, within a time and a size
(OWASP ASVS 5.0 sections 1.3.6 and 13.2.4).
"""
