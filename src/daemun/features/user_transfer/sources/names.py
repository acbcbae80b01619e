"""Names of other products, where an address is often the user name."""


def names(username: str | None, email: str | None) -> dict[str, object]:
    """The members `username` and `email`: a name that is an address is one, and not written twice."""
    username, email = username or None, email or None
    if username is not None and "@" in username and (email or username).casefold() == username.casefold():
        return {"username": None, "email": email or username}
    return {"username": username, "email": email}
