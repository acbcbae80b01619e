"""What authenticator apps scan: an `otpauth://` address, and its QR code."""

from io import BytesIO

import pyotp
import segno


def otpauth_uri(secret: str, *, service: str, account: str) -> str:
    """The address that sets an app up. secret: base32. Names are percent-encoded UTF-8."""
    # A colon ends the service's name where apps read both in one label.
    label, issuer = account.replace(":", " "), service.replace(":", " ")
    return pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=issuer)


def svg_of(uri: str) -> str:
    """A QR code as SVG: into a page, or by itself as an image."""
    written = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        written,
        kind="svg",
        scale=4,
        # With a unit there is a view box, too: without one, a code that is shown smaller is cut.
        unit="px",
        light="white",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return written.getvalue().decode("utf-8")
