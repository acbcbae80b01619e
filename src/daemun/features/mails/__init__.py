"""Writes mails and delivers them.

A mail is ordered in the transaction that needs it, so that a killed process neither loses it nor sends it
without reason. A thread writes and delivers it after the response.
"""
