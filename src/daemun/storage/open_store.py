"""open_store(): from a URL to a Store. Imports only the driver that the URL names, and opens nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemun.storage.settings import DatabaseSettings, RedisSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymongo import MongoClient
    from sqlalchemy import Engine

    from daemun.batch import Batches
    from daemun.features.lockout.store import LockoutStore
    from daemun.storage.mongo.database.client import Client, Documents
    from daemun.storage.sql.database.database import Database
    from daemun.storage.store import Backend, Store


class UnknownDatabase(ValueError):
    """The URL names a kind of database that Daemun does not support."""


class MissingDriver(ImportError):
    """The driver of this database is not installed."""


def open_store(
    url: str, settings: DatabaseSettings | None = None, *, redis: RedisSettings | None = None
) -> Store:
    """Make the store for `sqlite:///...`, `postgresql://...` or `mongodb://...`.

    Raises UnknownDatabase or MissingDriver. With `redis.url`, counters are kept there.
    """
    from daemun.storage.database_url import is_mongodb

    settings = settings or DatabaseSettings()
    _refuse_unusable(url)
    if is_mongodb(url):
        return _assemble_mongo(_open_mongo(url, settings), settings, redis)
    engine = _open_engine(url, settings)
    return _assemble(engine, settings, redis, release=engine.dispose)


def _refuse_unusable(url: str) -> None:
    from daemun.storage.database_url import NO_DRIVERS, why_unusable

    reason = why_unusable(url)
    if reason is not None:
        refused = MissingDriver if reason in NO_DRIVERS else UnknownDatabase
        raise refused(f"the URL of the database {reason}")


def _open_engine(url: str, settings: DatabaseSettings) -> Engine:
    from sqlalchemy import make_url

    from daemun.storage.database_url import SQLITE

    parsed = make_url(url)
    if parsed.drivername in SQLITE:
        from daemun.storage.sql.database.sqlite import open_sqlite

        return open_sqlite(parsed, settings)
    from daemun.storage.sql.database.postgresql import open_postgresql

    return open_postgresql(parsed, settings)


def open_store_on(
    engine: Engine | MongoClient[Documents],
    settings: DatabaseSettings | None = None,
    *,
    redis: RedisSettings | None = None,
) -> Store:
    """Make the store on an application's own SQLAlchemy engine, SQLite or PostgreSQL, and its pool; or on its
    MongoClient, in the database `settings.name` or else that of the client's URL.

    Transactions are not shared with the application, and `Store.close` leaves the engine open. SQLite's
    `foreign_keys` must be on in every connection; otherwise the first use raises ForeignKeysOff. Raises
    UnknownDatabase for other databases and drivers.
    """
    from sqlalchemy import Engine

    if not isinstance(engine, Engine):
        return _assemble_mongo(_adopt_mongo(engine, settings or DatabaseSettings()), settings, redis)
    if (engine.dialect.name, engine.dialect.driver) not in {
        ("sqlite", "pysqlite"),
        ("postgresql", "psycopg"),
    }:
        raise UnknownDatabase(f"{engine.dialect.driver}: only pysqlite and psycopg engines are known")
    in_autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    return _assemble(in_autocommit, settings or DatabaseSettings(), redis, release=lambda: None)


def _assemble(
    engine: Engine, settings: DatabaseSettings, redis: RedisSettings | None, *, release: Callable[[], None]
) -> Store:
    from daemun.storage.sql.account_deletions import SqlAccountDeletionStore
    from daemun.storage.sql.audit import SqlAuditStore
    from daemun.storage.sql.database.database import Database
    from daemun.storage.sql.database.replica import Replica
    from daemun.storage.sql.database.schema_version import SchemaVersion
    from daemun.storage.sql.housekeeping import SqlHousekeepingStore
    from daemun.storage.sql.identities import SqlIdentityStore
    from daemun.storage.sql.inspection import SqlInspection
    from daemun.storage.sql.lockout import SqlLockoutStore
    from daemun.storage.sql.login_attempts import SqlLoginAttemptStore
    from daemun.storage.sql.name_skeletons import fill_in_skeletons
    from daemun.storage.sql.one_time_tokens import SqlOneTimeTokenStore
    from daemun.storage.sql.outgoing_mails import SqlOutgoingMailStore
    from daemun.storage.sql.passkeys import SqlPasskeyStore
    from daemun.storage.sql.passwords import SqlPasswordStore
    from daemun.storage.sql.provider_grants import SqlGrantStore
    from daemun.storage.sql.recovery_codes import SqlRecoveryCodeStore
    from daemun.storage.sql.roles import SqlRoleStore
    from daemun.storage.sql.schema import metadata
    from daemun.storage.sql.sessions import SqlSessionStore
    from daemun.storage.sql.signing_keys import SqlSigningKeyStore
    from daemun.storage.sql.tables import SqlTables
    from daemun.storage.sql.totp import SqlTotpStore
    from daemun.storage.sql.trusted_devices import SqlTrustedDeviceStore
    from daemun.storage.sql.user_data import SqlUserDataStore
    from daemun.storage.sql.user_transfer import SqlUserTransferStore
    from daemun.storage.sql.users import SqlUserStore
    from daemun.storage.store import Store

    schema = SchemaVersion(engine, metadata, upgrade_at_start=settings.upgrade_at_start)
    copy = _open_copy(settings)

    def release_both() -> None:
        release()
        if copy is not None:
            copy.close()

    def prepare() -> None:
        schema.prepare()
        fill_in_skeletons(engine)

    database = Database(engine, settings, prepare=prepare, release=release_both)
    replica = Replica(database, copy)
    lockout: LockoutStore = SqlLockoutStore(database)
    backends: tuple[Backend, ...] = (database,)
    if redis is not None and redis.url is not None:
        lockout, backend = _open_redis(redis.url.get_secret_value(), redis, database)
        backends = (database, backend)
    return Store(
        batches=database,
        audit=SqlAuditStore(database, replica),
        users=SqlUserStore(database, replica),
        roles=SqlRoleStore(database, replica),
        lockout=lockout,
        signing_keys=SqlSigningKeyStore(database),
        sessions=SqlSessionStore(database),
        login_attempts=SqlLoginAttemptStore(database),
        one_time_tokens=SqlOneTimeTokenStore(database),
        account_deletions=SqlAccountDeletionStore(database),
        user_data=SqlUserDataStore(database),
        outgoing_mails=SqlOutgoingMailStore(database),
        passkeys=SqlPasskeyStore(database),
        passwords=SqlPasswordStore(database),
        totp=SqlTotpStore(database),
        recovery_codes=SqlRecoveryCodeStore(database),
        trusted_devices=SqlTrustedDeviceStore(database),
        identities=SqlIdentityStore(database),
        provider_grants=SqlGrantStore(database),
        user_transfer=SqlUserTransferStore(database, replica),
        housekeeping=SqlHousekeepingStore(database),
        schema=schema,
        inspection=SqlInspection(database),
        tables=SqlTables(database),
        backends=backends,
        replica=copy,
    )


def _open_mongo(url: str, settings: DatabaseSettings) -> Client:
    from daemun.storage.database_url import mongodb_name
    from daemun.storage.mongo.database.client import Client, open_url

    name = settings.name or mongodb_name(url)
    return Client(lambda: open_url(url, settings), name, closes=True)


def _adopt_mongo(client: MongoClient[Documents], settings: DatabaseSettings) -> Client:
    from daemun.storage.database_url import MONGODB_NAME
    from daemun.storage.mongo.database.client import Client

    name = settings.name or client.get_default_database(MONGODB_NAME).name
    return Client(lambda: client, name, closes=False)


def _assemble_mongo(client: Client, settings: DatabaseSettings | None, redis: RedisSettings | None) -> Store:
    from daemun.storage.mongo.account_deletions import MongoAccountDeletionStore
    from daemun.storage.mongo.audit import MongoAuditStore
    from daemun.storage.mongo.database.database import Database
    from daemun.storage.mongo.database.schema_version import SchemaVersion
    from daemun.storage.mongo.housekeeping import MongoHousekeepingStore
    from daemun.storage.mongo.identities import MongoIdentityStore
    from daemun.storage.mongo.inspection import MongoInspection
    from daemun.storage.mongo.lockout import MongoLockoutStore
    from daemun.storage.mongo.login_attempts import MongoLoginAttemptStore
    from daemun.storage.mongo.one_time_tokens import MongoOneTimeTokenStore
    from daemun.storage.mongo.outgoing_mails import MongoOutgoingMailStore
    from daemun.storage.mongo.passkeys import MongoPasskeyStore
    from daemun.storage.mongo.passwords import MongoPasswordStore
    from daemun.storage.mongo.provider_grants import MongoGrantStore
    from daemun.storage.mongo.recovery_codes import MongoRecoveryCodeStore
    from daemun.storage.mongo.roles import MongoRoleStore
    from daemun.storage.mongo.schema import COLLECTIONS, VERSION
    from daemun.storage.mongo.sessions import MongoSessionStore
    from daemun.storage.mongo.signing_keys import MongoSigningKeyStore
    from daemun.storage.mongo.tables import MongoTables
    from daemun.storage.mongo.totp import MongoTotpStore
    from daemun.storage.mongo.trusted_devices import MongoTrustedDeviceStore
    from daemun.storage.mongo.user_data import MongoUserDataStore
    from daemun.storage.mongo.user_transfer import MongoUserTransferStore
    from daemun.storage.mongo.users import MongoUserStore
    from daemun.storage.store import Store

    settings = settings or DatabaseSettings()
    schema = SchemaVersion(client, COLLECTIONS, VERSION, upgrade_at_start=settings.upgrade_at_start)
    database = Database(client, settings, prepare=schema.prepare)
    lockout: LockoutStore = MongoLockoutStore(database)
    backends: tuple[Backend, ...] = (database,)
    if redis is not None and redis.url is not None:
        lockout, backend = _open_redis(redis.url.get_secret_value(), redis, database)
        backends = (database, backend)
    return Store(
        batches=database,
        audit=MongoAuditStore(database),
        users=MongoUserStore(database),
        roles=MongoRoleStore(database),
        lockout=lockout,
        signing_keys=MongoSigningKeyStore(database),
        sessions=MongoSessionStore(database),
        login_attempts=MongoLoginAttemptStore(database),
        one_time_tokens=MongoOneTimeTokenStore(database),
        account_deletions=MongoAccountDeletionStore(database),
        user_data=MongoUserDataStore(database),
        outgoing_mails=MongoOutgoingMailStore(database),
        passkeys=MongoPasskeyStore(database),
        passwords=MongoPasswordStore(database),
        totp=MongoTotpStore(database),
        recovery_codes=MongoRecoveryCodeStore(database),
        trusted_devices=MongoTrustedDeviceStore(database),
        identities=MongoIdentityStore(database),
        provider_grants=MongoGrantStore(database),
        user_transfer=MongoUserTransferStore(database),
        housekeeping=MongoHousekeepingStore(database),
        schema=schema,
        inspection=MongoInspection(database, schema),
        tables=MongoTables(database),
        backends=backends,
    )


def _open_copy(settings: DatabaseSettings) -> Database | None:
    """Open the replica at `replica_url`. It is never upgraded: outdated tables are not read."""
    if settings.replica_url is None:
        return None
    from daemun.storage.sql.database.database import Database
    from daemun.storage.sql.database.schema_version import SchemaVersion
    from daemun.storage.sql.schema import metadata

    url = settings.replica_url.get_secret_value()
    _refuse_unusable(url)
    engine = _open_engine(url, settings)
    schema = SchemaVersion(engine, metadata, upgrade_at_start=False, is_copy=True)
    return Database(engine, settings, prepare=schema.prepare, release=engine.dispose)


def _open_redis(url: str, settings: RedisSettings, batches: Batches) -> tuple[LockoutStore, Backend]:
    try:
        from daemun.storage.redis.connection import RedisConnection
        from daemun.storage.redis.lockout import RedisLockoutStore
    except ModuleNotFoundError:
        raise MissingDriver('Valkey and Redis need a driver: pip install "daemun[redis]"') from None
    connection = RedisConnection(url, settings)
    return RedisLockoutStore(connection, batches), connection
