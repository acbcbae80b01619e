"""What keeps invitations from going out."""


class InvitationsNotSetUp(RuntimeError):
    """A setting is missing. The message says which."""
