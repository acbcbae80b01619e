"""Forgotten passwords: a mailed link or code lets users set a new one. It logs nobody in
(NIST SP 800-63B-4 section 4.2.1.2).
"""
