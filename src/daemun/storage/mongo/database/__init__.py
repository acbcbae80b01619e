"""The machinery below the statements: `Database` runs them, in the order of `storage/sql/database`.

1. `TransactionRetry` runs a transaction again that MongoDB undid, so that another could go on.
2. `CircuitBreaker` refuses at once while the server is away and another thread is probing.
3. Before the first one the collections are prepared: `SchemaVersion`.
4. Everything waits for its turn: `FairSemaphore`.
5. It runs within a time limit, on the client of this process: `Client`.
6. `unavailable_if_down` translates the driver's errors, which 2 and 1 look at on the way out.
"""
