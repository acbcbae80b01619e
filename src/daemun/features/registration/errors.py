"""Refusals of registrations."""

from daemun.problem import Problem


class RegistrationClosed(Problem):
    """Registration is closed."""

    code = "registration_closed"
    status = 403


class RegistrationRefused(Problem):
    """The application's `on_registering=` refused. Raise it there with `text=` for the sentence that people
    read.
    """

    code = "registration_refused"
    status = 403


class RegistrationEnded(Problem):
    """The registration took too long, was already completed, or somebody confirmed the address first."""

    code = "registration_ended"
    status = 409
