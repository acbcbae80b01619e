"""How mails are sent, and how they show times."""

from collections.abc import Iterator
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from daemun.loopback import is_loopback, leaves_in_the_clear
from daemun.mail.sender import read_sender
from daemun.mail.smtp_address import Security, read_smtp_address
from daemun.settings_group import SettingsGroup, Unsafe
from daemun.web_address import WebPage

CONSOLE = "console:"


class MailSettings(SettingsGroup):
    """`DAEMUN_MAIL_...`: mails to users. Without `url`, and without `Daemun(mailer=...)`, none are sent."""

    url: SecretStr | None = None
    """The mail server: `smtps://user:password@host` (TLS from the start, port 465), `smtp://...` (STARTTLS,
    port 587; never without), `smtp+plain://localhost` (no TLS, port 25, this machine only unless
    `private_network` is set), or `console:`, which prints mails. None: no mails.
    """
    private_network: bool = False
    """The network between here and the mail server is private, such as that of one host's own containers: TLS
    is not required.
    """
    sender: str | None = None
    """The sender of mails, such as `Bookshop <login@example.com>`. Needed with `url`. Its name, or else its
    domain, is the name people see for your service, unless `DAEMUN_PAGES_NAME` sets another.
    """
    language: str | None = None
    """The language of every mail. None: that of the request that caused it."""
    time_zone: str = "UTC"
    """The time zone of times in mails, such as `Asia/Seoul`."""
    notices: bool = True
    """Whether users get a mail about a changed password, a login from a new device and a session that was
    ended because of a reused token.
    """
    links_reset: WebPage | None = None
    """Where the link for a forgotten password leads, such as `https://www.example.com/reset`: a page of yours
    that sends `token` to `POST /password/reset`. `?token=...` is appended; write `{token}` to put it
    elsewhere, such as after a `#`. None: our own page if pages are on; otherwise the mail has only a code.
    """
    links_verify: WebPage | None = None
    """The same for confirming an email address (`POST /email/verify`)."""
    links_invitation: WebPage | None = None
    """The same for an invitation (`POST /invitations/accept`)."""
    links_restore: WebPage | None = None
    """The same for undoing a change of address (`POST /email/restore`)."""
    links_undelete: WebPage | None = None
    """Where the mail about a deletion leads, without a token: a page of yours where people log in and keep
    their account (`POST /me/undelete`). None: our own page if pages are on; otherwise the mail has no link.
    """
    max_per_user: int = Field(default=10, ge=1)
    """Mails to one user within an hour; more are dropped. Notices of changes to the account, such as of the
    password or the address, are counted separately and by kind (`max_per_recipient`).
    """
    max_per_recipient: int = Field(default=10, ge=1)
    """Mails to one email address within an hour, whoever causes them."""
    max_per_hour: int = Field(default=1000, ge=1)
    """Mails in total within an hour."""
    max_secrets_per_hour: int = Field(default=3, ge=1)
    """Mails with a link or a code to one email address within an hour."""
    max_secrets_per_day: int = Field(default=10, ge=1)
    """The same within a day."""
    max_requests_per_address: int = Field(default=20, ge=1)
    """Mails requested from one network address (IPv6: one /64) without a login, within an hour; beyond that
    the responses are the same, but no mail is sent.
    """

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and url.get_secret_value() != CONSOLE:
            read_smtp_address(url.get_secret_value())
        return url

    @field_validator("sender")
    @classmethod
    def _is_a_sender(cls, sender: str | None) -> str | None:
        if sender is not None:
            read_sender(sender)
        return sender

    @field_validator("links_undelete")
    @classmethod
    def _has_no_token(cls, address: str | None) -> str | None:
        if address is not None and "{token}" in address:
            raise ValueError("must be an address without {token}: who comes back logs in")
        return address

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            reason = "must be a time zone, such as Asia/Seoul; where none is known, install tzdata"
            raise ValueError(reason) from None
        return name

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.url is not None and self.sender is None:
            raise ValueError("DAEMUN_MAIL_URL needs DAEMUN_MAIL_SENDER, too")
        return self

    def find_unsafe(self) -> Iterator[Unsafe]:
        """Passwords, links and mails that would be sent unencrypted, or printed."""
        for name in ("links_reset", "links_verify", "links_invitation", "links_restore", "links_undelete"):
            address = getattr(self, name)
            if address is not None and leaves_in_the_clear(address):
                yield Unsafe(name, "an http:// address is not safe; use https://", requirement="CF-01")
        if self.url is None:
            return
        if self.url.get_secret_value() == CONSOLE:
            yield Unsafe("url", "prints mails; use a mail server", requirement="CF-01")
            return
        server = read_smtp_address(self.url.get_secret_value())
        is_private = self.private_network or is_loopback(server.host)
        if server.security is Security.NONE and not is_private:
            reason = (
                "smtp+plain:// leads to another machine without TLS; use smtps:// or smtp://, or set"
                " DAEMUN_MAIL_PRIVATE_NETWORK"
            )
            yield Unsafe("url", reason, requirement="CF-01")
