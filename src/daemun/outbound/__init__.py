"""All outgoing HTTP: https to public addresses only, no redirects, with limits of time and size
(OWASP ASVS 5.0 sections 1.3.6 and 13.2.4).
"""
