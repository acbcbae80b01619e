"""Notices: mails that tell owners what happened to their accounts. Events trigger them; they are written and
sent after the commit and the response. Without a mailer, or a user's email address, nothing is sent.
"""
