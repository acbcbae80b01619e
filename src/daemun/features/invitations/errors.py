"""Why an invitation cannot be sent."""


class InvitationsNotSetUp(RuntimeError):
    """A setting is missing; the message names it."""
