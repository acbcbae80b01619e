"""What many files of other products have in common."""

from collections.abc import Mapping


def names(username: str | None, email: str | None) -> dict[str, object]:
    """The members `username` and `email`: a name that is an address is one, and not written twice."""
    username, email = username or None, email or None
    if username is not None and "@" in username and (email or username).casefold() == username.casefold():
        return {"username": None, "email": email or username}
    return {"username": username, "email": email}


def without_nulls(members: Mapping[str, object]) -> dict[str, object]:
    """A JSON object without members and elements that are null, however deep, or empty texts."""
    return {name: _without_nulls(value) for name, value in members.items() if value not in (None, "")}


def _without_nulls(value: object) -> object:
    match value:
        case dict():
            return without_nulls(value)
        case list():
            return [_without_nulls(each) for each in value if each is not None]
        case _:
            return value
