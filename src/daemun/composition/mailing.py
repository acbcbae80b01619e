"""Mailing: what queues mails, and what delivers them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemun.composition.foundation import Foundation
from daemun.due_thread import DueThread
from daemun.features.mails.allowance import MailAllowance
from daemun.features.mails.delivery import Delivery
from daemun.features.mails.envelope import Envelope
from daemun.features.mails.links import LinkKind, MailLinks
from daemun.features.mails.model import Author
from daemun.features.mails.service import Mails
from daemun.features.mails.writer import MailWriter
from daemun.features.social_login.provider import Provider
from daemun.mail.open_mailer import open_mailer
from daemun.mail.templates import MailTemplates
from daemun.sealing import Sealing
from daemun.settings.reading import Settings


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mail services."""

    mails: Mails
    delivery: Delivery
    links: MailLinks
    authors: dict[str, Author]
    """The writer of each mail, by name. Flows depend on mails, so they add theirs as they are made."""


def compose_mailing(foundation: Foundation, providers: Mapping[str, Provider]) -> Mailing:
    """Make what mails need."""
    settings, store = foundation.settings, foundation.store
    clock, randomness = foundation.clock, foundation.randomness
    mailer = foundation.customization.mailer or open_mailer(settings.mail, clock, randomness)
    envelope = Envelope(Sealing(foundation.secret_key.derive("mails at rest"), randomness))
    writer = MailWriter(
        MailTemplates(settings.texts.folder),
        settings.mail,
        service=settings.service_name,
        default_language=settings.http.default_language,
        provider_label=_labels(providers),
    )
    allowance = MailAllowance(store.lockout, settings.mail, clock)
    authors: dict[str, Author] = {}
    delivery = Delivery(
        store.outgoing_mails,
        store.users,
        envelope,
        writer,
        allowance,
        mailer,
        store.batches,
        clock,
        authors=authors,
    )
    mails = Mails(
        store.outgoing_mails,
        envelope,
        DueThread(delivery.deliver_due, name="daemun-mail", what="mails"),
        allowance,
        store.batches,
        clock,
        randomness,
        is_on=mailer is not None,
    )
    return Mailing(
        mails, delivery, MailLinks(settings.mail, pages=_own_pages(settings, foundation.mounted_at)), authors
    )


def _labels(providers: Mapping[str, Provider]) -> Callable[[str, str], str]:
    def label(name: str, language: str) -> str:
        known = providers.get(name)
        return name if known is None else known.label_in(language)

    return label


def _own_pages(settings: Settings, mounted_at: str) -> dict[LinkKind, str]:
    """Where our own pages are; empty without a set origin, because then the host is unknown."""
    if not settings.pages.enabled or settings.http.origin is None:
        return {}
    base = settings.http.origin + mounted_at + settings.pages.prefix
    return {
        "reset": f"{base}/reset-password",
        "verify": f"{base}/verify-email",
        "invitation": f"{base}/invitation",
        "restore": f"{base}/restore-email",
        "undelete": f"{base}/account/undelete",
    }
