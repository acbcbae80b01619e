"""Removes what is over: sessions, counts of tries, unfinished logins. The audit trail is kept."""
