"""Invitations: invite an address, list, withdraw and accept open invitations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Final, cast

from daemun.features.audit.events import InvitationAccepted, InvitationSent, InvitationWithdrawn
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.invitations.errors import InvitationsNotSetUp
from daemun.features.invitations.model import Invitation
from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.mails.links import MailLinks
from daemun.features.mails.model import Draft, Order
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passwords.service import Passwords
from daemun.features.roles.service import Roles, read_role
from daemun.features.users.errors import EmailTaken
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.settings import UserSettings
from daemun.origin import Origin

MAIL: Final = "invitation"
PURPOSE: Final = Purpose("invitation", lifetime=timedelta(days=7))


class Invitations:
    """For invited people, who choose their name and password themselves."""

    def __init__(
        self,
        users: Users,
        roles: Roles,
        passwords: Passwords,
        tokens: OneTimeTokens,
        mails: Mails,
        links: MailLinks,
        lockout: Lockout,
        login: Login,
        settings: UserSettings,
        audit: Audit,
    ) -> None:
        self._users = users
        self._roles = roles
        self._passwords = passwords
        self._tokens = tokens
        self._mails = mails
        self._links = links
        self._lockout = lockout
        self._login = login
        self._settings = settings
        self._audit = audit

    def create(self, email: str, *, roles: Sequence[str] = (), origin: Origin = SYSTEM) -> Invitation:
        """Invite an address, for 7 days and one use. An earlier invitation of that address becomes invalid.

        roles: what the user gets. If interrupted, there are both an invitation and its mail, or neither.
        Raises InvitationsNotSetUp, ValidationFailed for an invalid address, EmailTaken, TooManyRoles;
        ValueError for an invalid role.
        """
        self._require_set_up()
        address = self._users.read_email(email)
        granted = tuple(sorted({read_role(role) for role in roles}))
        self._roles.check_size(granted)
        owner = self._users.find_by_email(address.display)
        if owner is not None and self._users.owns_email(owner):
            raise EmailTaken

        def invite() -> Invitation:
            issued = self._tokens.issue(
                PURPOSE,
                subject=_subject(address.canonical),
                payload={"email": address.display, "roles": granted},
            )
            facts = {"link": self._links.to("invitation", issued.secret)}
            self._mails.order(MAIL, origin, to=address.display, facts=facts, lifetime=PURPOSE.lifetime)
            self._audit.record(InvitationSent(roles=granted), origin)
            return Invitation(address.display, granted, issued.expires_at)

        return self._login.in_batch(invite)

    def list(self, *, limit: int = 1000) -> Sequence[Invitation]:
        """List open invitations, oldest first; at most `limit`."""
        return [_read(token) for token in self._tokens.list_alive(PURPOSE, limit=limit)]

    def withdraw(self, email: str, *, origin: Origin = SYSTEM) -> bool:
        """Withdraw an invitation; False when there is none. Raises ValidationFailed for a bad address."""
        subject = _subject(self._users.read_email(email).canonical)

        def withdraw() -> bool:
            is_withdrawn = self._tokens.withdraw(PURPOSE, subject)
            if is_withdrawn:
                self._audit.record(InvitationWithdrawn(), origin)
            return is_withdrawn

        return self._login.in_batch(withdraw)

    def accept(
        self,
        secret: str,
        *,
        username: str | None,
        password: str,
        profile: Mapping[str, object],
        origin: Origin,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
    ) -> LoggedIn | FactorRequired:
        """Create the invited user and log them in. The invitation proves their address.

        A refusal for another reason than the secret leaves the invitation open. If interrupted, either
        nothing is stored or everything.
        Raises OneTimeTokenRefused, ValidationFailed, PasswordTooWeak, UsernameTaken, EmailTaken,
        TooManyRoles, TooManyTries, Overloaded, and whatever `on_registering=` raises.
        """
        self._lockout.count_mailed_code(origin)
        token = self.find_by_secret(secret)
        invitation = _read(token)
        user = self._users.draft(username=username, email=invitation.email, profile=profile)
        user = replace(user, email_verified_at=user.created_at)
        checked = self._passwords.check_new(password, user)
        self._users.require_free_name(user)
        applicant = self._users.ask_application(user)
        password_hash = self._passwords.hash(checked)

        def add_and_log_in() -> LoggedIn | FactorRequired:
            self._tokens.spend(token)
            self._users.release_unproven_email(user)
            self._users.enroll(applicant, origin)
            stored = self._passwords.add(user.id, password_hash)
            self._welcome(user, invitation, origin)
            return self._login.advance(stored.as_factor(), origin, request=request)

        return self._login.in_batch(add_and_log_in)

    def read(self, secret: str) -> Invitation:
        """Read the open invitation of a secret without spending it. Raises OneTimeTokenRefused."""
        return _read(self.find_by_secret(secret))

    def find_by_secret(self, secret: str) -> OneTimeToken:
        """Find the open invitation of a secret. Raises OneTimeTokenRefused."""
        return self._tokens.find(secret, PURPOSE)

    def address_of(self, invitation: OneTimeToken) -> str:
        """The address that was invited."""
        return _read(invitation).email

    def find(self, email_key: str) -> OneTimeToken | None:
        """Find the open invitation of an address."""
        found = self._tokens.list_alive(PURPOSE, limit=1, subject=_subject(email_key))
        return found[0] if found else None

    def accept_proven(self, invitation: OneTimeToken, user: User, origin: Origin) -> bool:
        """In the caller's batch, spend the invitation of a user just created with a provider account and a
        proven address. False when it is spent or replaced.
        """
        try:
            self._tokens.spend(invitation)
        except OneTimeTokenRefused:
            return False
        self._welcome(user, _read(invitation), origin)
        return True

    def _welcome(self, user: User, invitation: Invitation, origin: Origin) -> None:
        for role in invitation.roles:
            self._roles.grant_in_batch(user.id, role, origin=origin)
        self._audit.record(InvitationAccepted(user_id=user.id), origin)

    @staticmethod
    def draft(order: Order) -> Draft:
        """Write to the invited address; the person's name is not known yet."""
        facts = {"link": order.facts["link"]}
        return Draft(order.to or "", None, lambda: facts, has_secret=True)

    def _require_set_up(self) -> None:
        if "email" not in self._settings.identifiers:
            raise InvitationsNotSetUp("DAEMUN_USERS_IDENTIFIERS has no email: nobody can be invited by it")
        if not self._mails.is_on:
            raise InvitationsNotSetUp("invitations are mailed: set DAEMUN_MAIL_URL")
        if not self._links.to("invitation", ""):
            raise InvitationsNotSetUp(
                "the mail needs a page to lead to: where pages are on set DAEMUN_HTTP_ORIGIN, else"
                " DAEMUN_MAIL_LINKS_INVITATION to a page of yours, which sends the token to"
                " POST /invitations/accept"
            )


def _subject(email_key: str) -> str:
    # The table contains no address: that is in the sealed payload.
    return sha256(email_key.encode()).hexdigest()


def _read(token: OneTimeToken) -> Invitation:
    roles = cast("list[str]", token.payload["roles"])
    return Invitation(str(token.payload["email"]), tuple(roles), token.expires_at)
