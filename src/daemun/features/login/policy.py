"""When enough is proven. Pure."""


def missing_factors(proven: tuple[str, ...], enrolled: tuple[str, ...]) -> tuple[str, ...]:
    """Tell which factors would complete the login; none: it is complete.

    Whoever has enrolled second factors must prove one of them.
    """
    if not enrolled or set(enrolled) & set(proven):
        return ()
    return enrolled
