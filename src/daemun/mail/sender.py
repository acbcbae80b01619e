"""Who mails come from: `login@example.com`, or `Bookshop <login@example.com>`."""

from email import policy
from email.headerregistry import Address


def read_sender(text: str) -> Address:
    """Read one address, with or without a name. Raises ValueError with a reason that quotes nothing."""
    if not text.isprintable():
        raise ValueError("must be one line of printable text")
    header = policy.default.header_factory("From", text)
    addresses: tuple[Address, ...] = getattr(header, "addresses", ())
    if len(addresses) != 1 or header.defects or not (addresses[0].username and addresses[0].domain):
        raise ValueError("must be one address, such as Bookshop <login@example.com>")
    if not addresses[0].addr_spec.isascii():
        raise ValueError("must have an address of ASCII characters; a domain has such a form: xn--...")
    return addresses[0]


def service_name(sender: Address) -> str:
    """What the service is called in its mails: the sender's name, or else the domain."""
    return sender.display_name or sender.domain


def name_from_issuer(issuer: str) -> str:
    """What the service is called where no sender says so: an address's host, the name in a URN."""
    return issuer.removeprefix("urn:").rpartition("://")[2].partition("/")[0] or issuer


def called_by(sender: str | None, *, issuer: str) -> str:
    """What people know the service by: its sender's name, or else its address."""
    return name_from_issuer(issuer) if sender is None else service_name(read_sender(sender))
