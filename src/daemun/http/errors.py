"""Refusals of requests and of access tokens, whatever they ask for."""

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
    """A request with cookies that changes something came from another site, or does not say where from."""

    code = "cross_site_request"
    status = 403


class LoginTooLarge(Problem):
    """The access token with the user's roles and claims does not fit into its cookie. They were given before
    tokens were kept in cookies: then `too_many_roles` refuses them.
    """

    code = "login_too_large"
    status = 409


class TokenMissing(Problem):
    """There is no access token where one is needed."""

    code = "token_missing"
    status = 401


class TokenAmbiguous(Problem):
    """There are access tokens in more than one place, or twice (RFC 6750 section 2)."""

    code = "token_ambiguous"
    status = 400
    bearer_error = "invalid_request"


class TokenInvalid(Problem):
    """The access token is not one of ours, or not for this."""

    code = "token_invalid"
    status = 401
    bearer_error = "invalid_token"


class TokenExpired(Problem):
    """The access token is over: refresh."""

    code = "token_expired"
    status = 401
    bearer_error = "invalid_token"


class TokenRevoked(Problem):
    """The session of the access token has ended, or a role that it carries was taken away."""

    code = "token_revoked"
    status = 401
    bearer_error = "invalid_token"


class InsufficientRole(Problem):
    """The user has none of the roles that may do this."""

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
    """The person proved who they are too long ago (RFC 9470). `max_age`: seconds."""

    code = "fresh_login_required"
    status = 401
    bearer_error = "insufficient_user_authentication"

    def __init__(self, *, max_age: int) -> None:
        super().__init__(max_age=max_age)


class StrongerLoginRequired(Problem):
    """The login missed a factor that this needs (RFC 9470). `factors`: any of these."""

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
    """You must enroll a second factor before you can do anything else."""

    code = "factor_enrolment_required"
    status = 403


class NotFound(Problem):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


class MethodNotAllowed(Problem):
    """This address does not take this method; `Allow` says which (RFC 9110 section 15.5.6)."""

    code = "method_not_allowed"
    status = 405


class HttpsRequired(Problem):
    """The request came over plain http, where https is meant."""

    code = "https_required"
    status = 403


class DebugMode(Problem):
    """The application runs in debug mode, where strangers could run code: it answers its own machine only."""

    code = "debug_mode"
    status = 403
