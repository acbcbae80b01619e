"""The machinery below the statements: `Database` runs them, and each thing that can go wrong has its wrapper.

A statement or a batch passes them in this order, from the outside:

1. `TransactionRetry` runs it again when the database undid it, so that another transaction could go on.
2. `CircuitBreaker` refuses it at once while the database is away and another thread is probing.
3. Before the first one the tables are prepared: `SchemaVersion`.
4. A write waits for its turn among the writers, then everything for a connection: two `FairSemaphore`s.
5. It runs: `Statements`, on PostgreSQL under the deadline of its connection: `DeadlineConnection`.
6. `unavailable_if_down` translates the driver's errors, which 2 and 1 look at on the way out.
"""
