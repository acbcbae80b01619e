"""Refusals of passkeys. They never say which check failed."""

from daemun.problem import Problem


class PasskeyRefused(Problem):
    """What the browser sent proves nothing here."""

    code = "passkey_refused"
    status = 401


class UnknownPasskey(PasskeyRefused):
    """No user at all has this passkey: the browser may forget it."""

    def __init__(self) -> None:
        super().__init__(reason="unknown_credential")


class ChallengeEnded(Problem):
    """The challenge was answered before, has expired, or was made for something else."""

    code = "challenge_ended"
    status = 401
