"""Refusals of changes to second factors."""

from daemun.problem import Problem


class FactorNotFound(Problem):
    """There is no such factor of this user."""

    code = "not_found"
    status = 404


class FactorProofRequired(Problem):
    """The user has second factors, and none was proven in this session recently (RFC 9470). `factors`: any of
    these, or `password` if that is missing.
    """

    code = "stronger_login_required"
    status = 401
    bearer_error = "insufficient_user_authentication"

    def __init__(self, *, factors: tuple[str, ...]) -> None:
        super().__init__(factors=factors)


class FactorMissing(Problem):
    """A second factor is needed: recovery codes require one, and the last required one cannot be removed."""

    code = "factor_required"
    status = 409


class LastWayIn(Problem):
    """Without this passkey or connection, the user could no longer log in: they must add a password or
    another one first.
    """

    code = "last_way_in"
    status = 409


class TooManyFactors(Problem):
    """The user has the maximum number of factors of this kind. `limit`: how many."""

    code = "too_many_factors"
    status = 409

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)


class FactorKindRefused(Problem):
    """Factors of this kind may not be added here."""

    code = "factor_kind_refused"
    status = 403
