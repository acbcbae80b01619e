"""One folder for each kind of database; the ports are declared by their users, in `features/*/store.py`."""
