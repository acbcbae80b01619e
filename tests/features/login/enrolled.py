"""Second factors that people have, without a way to prove them, and a demand."""

from daemun.features.sessions.model import Kind
from daemun.features.users.model import User

KINDS = {
    "pwd": frozenset({Kind.KNOWLEDGE}),
    "otp": frozenset({Kind.POSSESSION}),
    "hwk": frozenset({Kind.POSSESSION, Kind.INHERENCE}),
}


class EnrolledFactor:
    """A second factor of those who are in `users`."""

    is_spare = False

    def __init__(self, name: str, *kinds: Kind) -> None:
        self.name = name
        self.resists_phishing = name == "hwk"
        self.kinds = kinds
        self.users: set[str] = set()

    def is_enrolled(self, user_id: str) -> bool:
        return user_id in self.users


class ResistPhishing:
    """Demands of everybody a factor that resists phishing, where there is one."""

    def resists_phishing(self, _user: User) -> bool:
        return True

    def must_enroll(self, _user: User) -> bool:
        return False
