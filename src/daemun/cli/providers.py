"""`daemun providers`: lists and checks identity providers."""

import click

from daemun.cli.doctor import print_findings
from daemun.cli.installation import present_services
from daemun.cli.output import json_option, print_rows, written
from daemun.doctor.providers import callback_of, walk_provider
from daemun.features.social_login.errors import ProviderNotFound


@click.group()
def providers() -> None:
    """List and check the providers that users can log in with."""


@providers.command("list", short_help="List providers and their callback addresses.")
@json_option
def list_providers(*, as_json: bool) -> None:
    """List every provider with the callback address to register there."""
    services = present_services()
    rows = [
        {
            "name": each.name,
            "label": each.label_in("en"),
            "issuer": each.issuer,
            "callback": callback_of(services.settings, each.name),
        }
        for each in services.social_login.providers
    ]
    print_rows("providers", rows, as_json=as_json)


@providers.command("check", short_help="Check a provider.")
@click.argument("name")
@json_option
def check(*, name: str, as_json: bool) -> None:
    """Fetch a provider's addresses and keys, as a login does. Exit code 1: something is wrong."""
    services = present_services()
    try:
        findings = list(walk_provider(services.social_login, services.settings, name))
    except ProviderNotFound:
        known = ", ".join(services.settings.providers) or "none"
        raise click.ClickException(
            f"the settings name no provider {written(name)}; they name {known}"
        ) from None
    print_findings(findings, as_json=as_json)
