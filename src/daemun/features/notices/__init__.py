"""Notices: what owners should learn about their accounts by mail. They hang on events, and are made and sent
after the commit, behind the answer. Nothing is sent without a mailer, or to users without an email address.
"""
