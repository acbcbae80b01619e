"""Removes expired records: sessions, counts of tries, unfinished logins. The audit trail is kept."""
