"""Second factors of all kinds: what a user has, and what follows when one is added or removed."""
