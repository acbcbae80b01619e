"""The machinery below the statements: `Database` runs them, with a wrapper for each kind of failure.

A statement or a batch passes the wrappers in this order, from the outside:

1. `TransactionRetry` repeats it if the database rolled it back in favor of another transaction.
2. `CircuitBreaker` refuses it immediately while the database is down and another thread is probing.
3. Before the first one the tables are prepared: `SchemaVersion`.
4. A write waits for its turn among the writers, then everything waits for a connection: two `FairSemaphore`s.
5. It runs: `Statements`, on PostgreSQL under the deadline of its connection: `DeadlineConnection`.
6. `unavailable_if_down` translates the driver's errors, which 2 and 1 inspect on the way out.
"""
