"""`daemun serve`: the stand-alone server."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from daemun.cli.installation import present_installation
from daemun.cli.listening import listen
from daemun.clock import SystemClock
from daemun.composition.services import Services
from daemun.doctor.finding import Level
from daemun.doctor.providers import callback_of
from daemun.doctor.restoration import examine_restoration
from daemun.event_mark import EventMark
from daemun.extension import EVENT_MARK_FILE
from daemun.loopback import is_loopback
from daemun.problem import StoreUnavailable
from daemun.server.metrics_folder import metrics_folder
from daemun.server_settings import ServerSettings

_log = logging.getLogger("daemun.cli")
_Address = tuple[str, int]
"""Host and port."""
_SETTINGS = "; `DAEMUN_SERVER_{}` unless given"


@click.command(short_help="Run the login server.")
@click.option("--host", help="The address to listen on" + _SETTINGS.format("HOST"))
@click.option("--port", type=click.IntRange(0, 65_535), help="The port" + _SETTINGS.format("PORT"))
@click.option("--workers", type=click.IntRange(1, 256), help="Processes" + _SETTINGS.format("WORKERS"))
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Run the login server. SIGTERM stops it; SIGHUP reads the settings again."""
    installation = present_installation()
    with metrics_folder() as folder:
        try:
            # After the folder: the metrics need it when they are imported.
            from daemun.server.logs import write_logs
            from daemun.server.serving import Server, Site, given_addresses, prepare
            from daemun.storage.store import SchemaBehind
        except ModuleNotFoundError as missing:
            raise click.ClickException(f'{missing.name} is missing: pip install "daemun[server]"') from None
        app = installation.make_app()
        services: Services = app.extensions["daemun"]
        settings = services.settings.server
        given = given_addresses()
        public = given or [(host or settings.host, settings.port if port is None else port)]
        _refuse_strangers(services, public)
        write_logs(settings.log_level)
        wanted = [*public, *_monitoring(settings)]
        site = Site(
            make_app=installation.make_app,
            listeners=[listen(*address) for address in wanted if address not in given],
            workers=workers,
            metrics_folder=folder,
        )
        try:
            prepare(app, site)
        except SchemaBehind as behind:
            raise click.ClickException(str(behind)) from None
        for name in services.settings.providers:
            _log.info("%s: its callback address is %s", name, callback_of(services.settings, name))
        _warn_of_older_copy(services, installation.instance)
        Server(site, app).run()


def _refuse_strangers(services: Services, addresses: Sequence[_Address]) -> None:
    if services.settings.development and not all(is_loopback(host) for host, _ in addresses):
        raise click.ClickException(
            "DAEMUN_DEVELOPMENT allows what is unsafe: listen on 127.0.0.1 only, or switch it off"
        )


def _warn_of_older_copy(services: Services, instance: Path) -> None:
    """Warn at the start: after the first login, the newest event is as new as the mark again."""
    try:
        for finding in examine_restoration(
            services.store.audit, EventMark(instance / EVENT_MARK_FILE, SystemClock())
        ):
            if finding.level is not Level.OK:
                _log.warning("%s: %s", finding.sentence, finding.remedy)
    except StoreUnavailable:
        # `prepare` has logged it.
        return
    finally:
        # Open connections must not cross a fork.
        services.close()


def _monitoring(settings: ServerSettings) -> Iterator[_Address]:
    if settings.monitoring_address is not None:
        host, _, port = settings.monitoring_address.rpartition(":")
        yield host.strip("[]"), int(port)
