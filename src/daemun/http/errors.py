"""Refusals of requests and of access tokens, independent of any feature."""

from daemun.problem import Problem


class MalformedBody(Problem):
    """The body is not one JSON object in UTF-8 (RFC 8259), or repeats a name, or is nested too deeply."""

    code = "malformed_body"
    status = 400


class BodyTooLarge(Problem):
    """The body has more than 64 KiB."""

    code = "body_too_large"
    status = 413


class UnsupportedMediaType(Problem):
    """The body is not `application/json`."""

    code = "unsupported_media_type"
    status = 415


class CrossSiteRequest(Problem):
    """A state-changing request with cookies came from another site, or does not say where it came from."""

    code = "cross_site_request"
    status = 403


class LoginTooLarge(Problem):
    """The access token with the user's roles and claims does not fit into its cookie. This happens to roles
    granted before tokens were in cookies; since then, `too_many_roles` refuses them.
    """

    code = "login_too_large"
    status = 409


class TokenMissing(Problem):
    """An access token is required, and there is none."""

    code = "token_missing"
    status = 401


class TokenAmbiguous(Problem):
    """The request has access tokens in more than one place, or twice (RFC 6750 section 2)."""

    code = "token_ambiguous"
    status = 400
    bearer_error = "invalid_request"


class TokenInvalid(Problem):
    """The access token was not issued by us, or not for this use."""

    code = "token_invalid"
    status = 401
    bearer_error = "invalid_token"


class TokenExpired(Problem):
    """The access token has expired: refresh."""

    code = "token_expired"
    status = 401
    bearer_error = "invalid_token"


class TokenRevoked(Problem):
    """The session of the access token has ended, or a role in it was revoked."""

    code = "token_revoked"
    status = 401
    bearer_error = "invalid_token"


class InsufficientRole(Problem):
    """The user has none of the roles that are allowed to do this."""

    code = "insufficient_role"
    status = 403


class InsufficientScope(Problem):
    """The access token lacks a scope (RFC 6750 section 3.1). `scope`: what is needed, space-separated."""

    code = "insufficient_scope"
    status = 403
    bearer_error = "insufficient_scope"

    def __init__(self, *, scope: str) -> None:
        super().__init__(scope=scope)


class FreshLoginRequired(Problem):
    """The person authenticated too long ago (RFC 9470). `max_age`: seconds."""

    code = "fresh_login_required"
    status = 401
    bearer_error = "insufficient_user_authentication"

    def __init__(self, *, max_age: int) -> None:
        super().__init__(max_age=max_age)


class StrongerLoginRequired(Problem):
    """The session lacks a factor that this requires (RFC 9470). `factors`: any of these."""

    code = "stronger_login_required"
    status = 401
    bearer_error = "insufficient_user_authentication"

    def __init__(self, *, factors: tuple[str, ...]) -> None:
        super().__init__(factors=factors)
        self.factors = factors


class PasswordChangeRequired(Problem):
    """The password must be changed before anything else, because others may know it."""

    code = "password_change_required"
    status = 403


class FactorEnrolmentRequired(Problem):
    """The user must enroll a second factor before anything else."""

    code = "factor_enrolment_required"
    status = 403


class NotFound(Problem):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


class MethodNotAllowed(Problem):
    """This address does not accept this method; `Allow` lists those it does (RFC 9110 section 15.5.6)."""

    code = "method_not_allowed"
    status = 405


class HttpsRequired(Problem):
    """The request came over plain http instead of https."""

    code = "https_required"
    status = 403


class DebugMode(Problem):
    """The application runs in debug mode, where strangers could run code, so it responds only to its own
    machine.
    """

    code = "debug_mode"
    status = 403
