import pytest

from daemun.features.mails.links import MailLinks
from daemun.mail.settings import MailSettings


@pytest.mark.requirement("RC-03")
@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://shop.example/reset", "https://shop.example/reset?token=a-b_c"),
        ("https://shop.example/reset?lang=ko", "https://shop.example/reset?lang=ko&token=a-b_c"),
        ("https://shop.example/#/reset/{token}", "https://shop.example/#/reset/a-b_c"),
    ],
)
def test_links_lead_where_the_settings_say(address: str, link: str) -> None:
    links = MailLinks(MailSettings(links_reset=address), pages={"reset": "https://login.example/reset"})

    assert links.to("reset", "a-b_c") == link


def test_links_lead_to_our_pages_where_nothing_else_is_said() -> None:
    links = MailLinks(MailSettings(), pages={"reset": "https://login.example/reset-password"})

    assert links.to("reset", "abc") == "https://login.example/reset-password?token=abc"
    assert links.to("verify", "abc") == ""


@pytest.mark.parametrize(
    "address", ["shop.example/reset", "javascript:alert(1)", "https://shop.example/a b", "//shop.example"]
)
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(ValueError, match=r"must be an address|has a space"):
        MailSettings(links_reset=address)


def test_the_link_to_keep_an_account_has_no_secret() -> None:
    page = "https://login.example/account/undelete"
    assert MailLinks(MailSettings(), pages={}).to_undelete() == ""
    assert MailLinks(MailSettings(), pages={"undelete": page}).to_undelete() == page

    with pytest.raises(ValueError, match="without"):
        MailSettings(links_undelete="https://shop.example/keep/{token}")
