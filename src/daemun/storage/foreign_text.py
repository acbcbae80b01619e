"""Untrusted text that is only displayed."""


def storable(text: str) -> str:
    """A text that every database can store: NUL and lone surrogates become U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
