"""`daemun doctor`: checks this installation."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask.cli import ScriptInfo

from daemun.cli.installation import NO_KEY, present_app, present_installation, present_services
from daemun.cli.output import json_option, print_rows
from daemun.clock import SystemClock
from daemun.composition.services import Services
from daemun.doctor.files import examine_files
from daemun.doctor.finding import Finding, Level
from daemun.doctor.hashing import examine_hashing
from daemun.doctor.keys import examine_keys
from daemun.doctor.lockout import examine_lockout
from daemun.doctor.mails import examine_mails
from daemun.doctor.migrations import examine_migrations
from daemun.doctor.production import examine_production, examine_role
from daemun.doctor.providers import examine_providers
from daemun.doctor.restoration import examine_restoration
from daemun.doctor.settings import examine_settings, refused_settings
from daemun.doctor.store import examine_store
from daemun.event_mark import EventMark
from daemun.extension import EVENT_MARK_FILE
from daemun.settings.reading import Settings, SettingsRefused


@click.command()
@click.option(
    "--production",
    is_flag=True,
    help="Treat settings that are unsafe in production as errors, and list what is easily forgotten.",
)
@json_option
def doctor(*, production: bool, as_json: bool) -> None:
    """Check this installation and say what to fix. Writes nothing. Exit code 1: there are errors."""
    try:
        findings = list(_examine(production=production))
    except SettingsRefused as refused:
        findings = list(refused_settings(refused.mistakes))
    if production:
        findings = [finding.in_production() for finding in findings]
    print_findings(findings, as_json=as_json)


def print_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print them; exit code 1 after an error."""
    rows = [
        {
            "id": finding.id,
            "level": finding.level.value,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
            "requirement": finding.requirement,
        }
        for finding in findings
    ]
    print_rows("findings", rows, as_json=as_json)
    if any(finding.level is Level.ERROR for finding in findings):
        raise click.exceptions.Exit(1)


def _examine(*, production: bool) -> Iterator[Finding]:
    if click.get_current_context().find_object(ScriptInfo) is not None:
        services = present_services()
        yield from _examine_folder(services.settings, Path(present_app().instance_path))
        yield from _examine_parts(services, Path(present_app().instance_path), production=production)
        yield from examine_migrations(present_app())
        return
    installation = present_installation()
    settings = installation.read_settings(installation.read_config())
    yield from _examine_folder(settings, installation.instance)
    if not installation.has_secret_key(settings):
        yield Finding("installation", Level.ERROR, "no installation here", NO_KEY)
        return
    yield from _examine_parts(present_services(), installation.instance, production=production)


def _examine_folder(settings: Settings, instance: Path) -> Iterator[Finding]:
    yield from examine_settings(settings)
    yield from examine_files(settings, instance)
    yield from examine_providers(settings)
    yield from examine_hashing(settings)


def _examine_parts(services: Services, instance: Path, *, production: bool) -> Iterator[Finding]:
    if production:
        yield from examine_production(services.settings, sends_mails=services.mail.is_on)
    clock = SystemClock()
    findings = list(examine_store(services.store, services.settings, clock))
    yield from findings
    is_usable = any(each.id == "store.schema" and each.level is Level.OK for each in findings)
    if is_usable and not any(each.level is Level.ERROR for each in findings):
        if production:
            yield from examine_role(services.store)
        yield from examine_restoration(services.store.audit, EventMark(instance / EVENT_MARK_FILE, clock))
        yield from examine_lockout(services.lockout)
        yield from examine_mails(services.mail, clock)
        yield from examine_keys(services.keys, services.settings, clock)
