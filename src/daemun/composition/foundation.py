"""Foundation: what every other part is made from."""

from collections.abc import Callable
from dataclasses import dataclass

from daemun.clock import Clock
from daemun.customization import Customization
from daemun.features.audit.events import Event
from daemun.randomness import Randomness
from daemun.secret_key import SecretKey
from daemun.settings.reading import Settings
from daemun.storage.store import Store


@dataclass(frozen=True, slots=True)
class Foundation:
    """What an application was started with."""

    settings: Settings
    store: Store
    secret_key: SecretKey
    clock: Clock
    randomness: Randomness
    customization: Customization
    publish: Callable[[Event], None]
    """Called for every event after its commit."""
    mounted_at: str
    """The path at which the host mounts the application; empty: the root. Mails have no request to ask."""
