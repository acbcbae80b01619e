"""How a forked child drops its parent's connections."""

import os
from collections.abc import Callable
from weakref import ref

from sqlalchemy import Engine


def after_fork(engine: Engine, forget: Callable[[Engine], None]) -> None:
    """Call `forget` in every forked child before anything else runs there, while the engine is in use."""
    alive = ref(engine)

    def forget_if_alive() -> None:
        if (engine := alive()) is not None:
            forget(engine)

    os.register_at_fork(after_in_child=forget_if_alive)
