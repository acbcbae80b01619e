"""Names that users give their factors."""

import unicodedata


def one_line(name: str) -> str:
    """A name as people see it: one line, without what nobody sees, such as what turns the direction of text.

    Empty where nothing of it can be seen.
    """
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(each if each.isprintable() else " " for each in composed).split())
