"""Text that a stranger sent and that is only ever shown."""


def storable(text: str) -> str:
    """What every database can keep of a text: NUL and lone surrogates become U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
