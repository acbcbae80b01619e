"""Where things are kept."""

from typing import Annotated, Final

from pydantic import Field, SecretStr

from daemun.settings_group import SettingsGroup, written_like

MONGODB_NAMES: Final = r"""^[^\x00-\x20./\\"$*<>:|?]{1,63}$"""
"""What MongoDB takes as the name of a database, on every system."""


class DatabaseSettings(SettingsGroup):
    """`DAEMUN_DATABASE_...`: the database."""

    url: SecretStr | None = None
    """Where everything is kept, such as `postgresql://user:password@host/name`,
    `mongodb://user:password@host/name?tls=true` or `sqlite:////var/lib/app/daemun.sqlite3`; what is special
    in a password is percent-encoded. None: the file `daemun.sqlite3` in Flask's instance folder, where
    relative paths begin, too. A database on another machine is reached over TLS: PostgreSQL with
    `?sslmode=verify-full`, MongoDB with `?tls=true`."""
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
    """The database of a MongoDB in which our collections are. None: the one in the URL, or `daemun`."""
    replica_url: SecretStr | None = None
    """A copy of a PostgreSQL database that may be a little behind: lists and exports of users, and pages of
    the audit trail, are read there, and nothing by which anything is decided. None, and while it does not
    answer: they are read where everything is kept."""
    private_network: bool = False
    """Nobody else is on the network between here and the database, such as one host's own containers: TLS is
    not demanded."""
    upgrade_at_start: bool = True
    """Bring the tables up to date at first use. Switch it off to run `daemun db upgrade` yourself; a process
    then refuses to work on tables that are behind."""
    prepared_statements: bool = True
    """Let each connection to PostgreSQL keep how its statements are run. Switch it off behind a pooler that
    changes the connection after every transaction, such as PgBouncer with `pool_mode = transaction`."""
    pool_size: int = Field(default=10, ge=1, le=200)
    """Connections that one process keeps open at most."""
    timeout: float = Field(default=1.5, gt=0, le=30)
    """Seconds to wait for a connection before the answer is 503 `store_unavailable`. PostgreSQL may take half
    a second more for one statement, and is given up half a second later if it does not answer at all."""
    lock_timeout: float = Field(default=5.0, gt=0, le=60)
    """Seconds that one statement waits for others (SQLite: for the file) before the answer is 503; on
    PostgreSQL never longer than `timeout`."""


class RedisSettings(SettingsGroup):
    """`DAEMUN_REDIS_...`: Valkey or Redis, for counters only."""

    url: SecretStr | None = None
    """Such as `redis://host:6379/0`. None: counters are kept in the SQL database. On another machine
    it is reached over TLS: `rediss://`."""
    private_network: bool = False
    """Nobody else is on the network between here and there, such as one host's own containers: TLS is not
    demanded."""
    timeout: float = Field(default=1.0, gt=0, le=30)
    """Seconds to wait for an answer; after that, what needs a counter is refused with 503."""
