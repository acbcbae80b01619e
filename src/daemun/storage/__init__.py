"""One folder per kind of database; features declare the ports they use, in `features/*/store.py`."""
