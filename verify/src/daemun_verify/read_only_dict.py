"""A dict that cannot be changed, but can be pickled, copied and written as JSON like any other."""

from typing import Never, Self


def _refuse(_self: object, *_values: object, **_named: object) -> Never:
    raise TypeError("the claims of a verified token are read-only")


class ReadOnlyDict(dict[str, object]):
    """A read-only `dict`; a copy by `dict(...)` can be changed."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        # Its values are read-only, too.
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, object]]]:
        return type(self), (dict(self),)
