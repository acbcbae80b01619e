"""What keeps threads free and results whole while a database is away, busy or undoes a transaction."""
