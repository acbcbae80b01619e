"""Refusals about files of users, for the operator who gave them."""


class UnreadableFile(ValueError):
    """The file as a whole cannot be read as users. The text is for the operator, without values."""
