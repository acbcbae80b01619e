"""A dict that cannot be changed; like any other it is pickled, copied and written as JSON."""

from typing import Never, Self


def _refuse(_self: object, *_values: object, **_named: object) -> Never:
    raise TypeError("the claims of a verified token are read-only")


class ReadOnlyDict(dict[str, object]):
    """A `dict` for everybody who reads; a copy by `dict(...)` may be changed."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        # What it holds is read-only, too.
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, object]]]:
        return type(self), (dict(self),)
