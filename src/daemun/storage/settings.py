"""Where data is stored."""

from typing import Annotated, Final

from pydantic import Field, SecretStr

from daemun.settings_group import SettingsGroup, written_like

MONGODB_NAMES: Final = r"""^[^\x00-\x20./\\"$*<>:|?]{1,63}$"""
"""Database names that MongoDB accepts on every system."""


class DatabaseSettings(SettingsGroup):
    """`DAEMUN_DATABASE_...`: the database."""

    url: SecretStr | None = None
    """Where everything is stored, such as `postgresql://user:password@host/name`,
    `mongodb://user:password@host/name?tls=true` or `sqlite:////var/lib/app/daemun.sqlite3`; percent-encode
    special characters in a password. None: the file `daemun.sqlite3` in Flask's instance folder; relative
    paths are relative to that folder, too. A database on another machine must be reached over TLS: PostgreSQL
    with `?sslmode=verify-full`, MongoDB with `?tls=true`.
    """
    name: (
        Annotated[
            str,
            written_like(
                MONGODB_NAMES,
                'a name that MongoDB takes: 1 to 63 characters, no space and none of ./\\"$*<>:|?',
            ),
        ]
        | None
    ) = None
    """The MongoDB database for Daemun's collections. None: the one in the URL, or `daemun`."""
    replica_url: SecretStr | None = None
    """A PostgreSQL replica, which may lag a little: lists and exports of users, and pages of the audit trail,
    are read from it, but nothing that decisions depend on. None, or while it does not respond: they are read
    from the primary.
    """
    private_network: bool = False
    """The network between here and the database is private, such as that of one host's own containers: TLS is
    not required.
    """
    upgrade_at_start: bool = True
    """Upgrade the tables at first use. Switch it off to run `daemun db upgrade` yourself; a process then
    refuses to work with outdated tables.
    """
    prepared_statements: bool = True
    """Use prepared statements on connections to PostgreSQL. Switch it off behind a pooler that changes the
    connection after every transaction, such as PgBouncer with `pool_mode = transaction`.
    """
    pool_size: int = Field(default=10, ge=1, le=200)
    """The maximum number of connections that one process keeps open."""
    timeout: float = Field(default=1.5, gt=0, le=30)
    """Seconds to wait for a connection before responding with 503 `store_unavailable`. PostgreSQL may take
    half a second more for one statement, and is given up half a second later if it does not respond at all.
    """
    lock_timeout: float = Field(default=5.0, gt=0, le=60)
    """Seconds that one statement waits for others (SQLite: for the file) before the response is 503; on
    PostgreSQL never longer than `timeout`.
    """


class RedisSettings(SettingsGroup):
    """`DAEMUN_REDIS_...`: Valkey or Redis, for counters only."""

    url: SecretStr | None = None
    """Such as `redis://host:6379/0`. None: counters are kept in the database. On another machine it must be
    reached over TLS: `rediss://`.
    """
    private_network: bool = False
    """The network between here and there is private, such as that of one host's own containers: TLS is not
    required.
    """
    timeout: float = Field(default=1.0, gt=0, le=30)
    """Seconds to wait for a response; after that, everything that needs a counter is refused with 503."""
