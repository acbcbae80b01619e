"""Keeps threads free and results consistent while a database is down, busy or rolls back transactions."""
