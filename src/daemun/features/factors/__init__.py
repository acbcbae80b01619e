"""Second factors of all kinds: what a person has, and what follows when one is added or removed."""
