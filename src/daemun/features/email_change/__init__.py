"""Changing the email address: the new one is proven first; the old one is notified, and can undo the change
for three days.
"""
