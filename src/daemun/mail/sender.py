"""The sender of mails: `login@example.com`, or `Bookshop <login@example.com>`."""

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


def name_of(sender: str) -> str:
    """The name of the service in mails: the sender's name, or else its domain."""
    address = read_sender(sender)
    return address.display_name or address.domain
