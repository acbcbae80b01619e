"""Client: the connections of this process to one MongoDB, with safe read and write concerns."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC
from typing import Any, Final
from weakref import WeakMethod, finalize

from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.database import Database as MongoDatabase
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from daemun.storage.settings import DatabaseSettings

Documents = dict[str, Any]

WRITTEN: Final = WriteConcern(w="majority", j=True)
"""A write counts once most members have it in their journals, so no failover loses it."""
_READ: Final = ReadConcern("majority")
SNAPSHOT: Final = ReadConcern("snapshot")
_CODEC: Final[CodecOptions[Documents]] = CodecOptions(document_class=dict, tz_aware=True, tzinfo=UTC)


class Client:
    """Opened at first use in each process: a forked child shares no connection with its parent."""

    def __init__(
        self, open_client: Callable[[], MongoClient[Documents]], database: str, *, closes: bool
    ) -> None:
        """closes: False for a client that is the application's own."""
        self._open = open_client
        self._database = database
        self._closes = closes
        self._client: MongoClient[Documents] | None = None
        self._at_drop: finalize[..., Client] | None = None
        """Closes the client of a store that is dropped with its application."""
        self._inherited: list[MongoClient[Documents]] = []
        self._opening = threading.Lock()
        forget = WeakMethod(self._forget_parent)
        os.register_at_fork(after_in_child=lambda: (method := forget()) and method())

    @property
    def mongo(self) -> MongoClient[Documents]:
        """The driver's client."""
        if self._client is None:
            with self._opening:
                if self._client is None:
                    self._client = client = self._open()
                    if self._closes:
                        self._at_drop = finalize(self, client.close)
                        self._at_drop.atexit = False
        return self._client

    @property
    def database(self) -> MongoDatabase[Documents]:
        """Our database; reads and writes are safe on it, whatever the URL or the client says."""
        return self.mongo.get_database(
            self._database,
            codec_options=_CODEC,
            read_preference=ReadPreference.PRIMARY,
            write_concern=WRITTEN,
            read_concern=_READ,
        )

    def close(self) -> None:
        """Close what is open; the next use opens it again."""
        with self._opening:
            client, self._client = self._client, None
            at_drop, self._at_drop = self._at_drop, None
        if client is not None and at_drop is not None:
            at_drop.detach()
            client.close()

    def _forget_parent(self) -> None:
        self._opening = threading.Lock()
        if self._client is not None and self._at_drop is not None:
            # Kept and never closed: closing would end the parent's sessions.
            self._at_drop.detach()
            self._inherited.append(self._client)
            self._client = self._at_drop = None


def open_url(url: str, settings: DatabaseSettings) -> MongoClient[Documents]:
    """Make a client; it connects at first use. Options that we rely on override the URL."""
    # The driver's log quotes statements, and with them digests and names.
    logging.getLogger("pymongo").setLevel(logging.WARNING)
    milliseconds = round(settings.timeout * 1000)
    return MongoClient(
        url,
        appname="daemun",
        connect=False,
        maxPoolSize=settings.pool_size,
        serverSelectionTimeoutMS=milliseconds,
        connectTimeoutMS=milliseconds,
        heartbeatFrequencyMS=2000,
        retryWrites=True,
        retryReads=True,
    )
