"""Every setting that is an address: what nobody could go to is refused in words, without its value."""

import pytest

from daemun.settings.reading import SettingsRefused, read_settings

PAGES = (
    "DAEMUN_HTTP_LOGIN_PAGE",
    "DAEMUN_MAIL_LINKS_RESET",
    "DAEMUN_MAIL_LINKS_VERIFY",
    "DAEMUN_MAIL_LINKS_INVITATION",
    "DAEMUN_MAIL_LINKS_RESTORE",
    "DAEMUN_MAIL_LINKS_UNDELETE",
    "DAEMUN_PAGES_TERMS_URL",
    "DAEMUN_PAGES_PRIVACY_URL",
    "DAEMUN_PAGES_SUPPORT_URL",
)
ORIGINS = ("DAEMUN_HTTP_ORIGIN", "DAEMUN_HTTP_ORIGINS", "DAEMUN_PASSKEYS_ORIGINS")
EXACT = ("DAEMUN_TOKENS_ISSUER", "DAEMUN_PASSWORDS_BREACHES_URL")
ADDRESSES = (*PAGES, *ORIGINS, *EXACT, "DAEMUN_TOKENS_AUDIENCE")
NOWHERE = (
    "https://login example.com",
    "https://login.example.com/a b",
    "https://login.example.com/\ta",
    "https://login\u00a0.example.com",
    "https://login.example.com/\u200b",
    "\ufeffhttps://login.example.com",
    "https://login.example.com\\reset",
    "https://minsu:s3cr3t@login.example.com",
    "https://minsu@login.example.com",
    "https://",
    "https:///reset",
    "https:login.example.com",
    "https://?",
    "https://.",
    "https://[::1",
    "https://[login]",
    "https://login..example.com",
    "https://-login.example.com",
    "https://%6cogin.example.com",
    "https://login.example.com:99999",
    "https://login.example.com:https",
    "https://login.example.com:0",
    f"https://{'a' * 64}.example.com",
)


def refusal(name: str, value: str) -> str:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({name: value})
    (mistake,) = refused.value.mistakes
    return mistake


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("value", NOWHERE)
def test_an_address_that_nobody_could_go_to_is_refused_in_words(name: str, value: str) -> None:
    told = refusal(name, value)

    assert told.startswith(f"{name}: ")
    assert "s3cr3t" not in told
    assert "login" not in told.replace("/login", "").replace("example:login", "")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "value",
    [
        "https://login.example.com",
        "https://login.example.com:8443",
        "https://로그인.한국",
        "https://my_login.example.com",
        "https://192.0.2.7",
        "https://[2001:db8::7]:8443",
        "https://localhost",
    ],
)
def test_an_address_of_any_usual_form_is_taken(name: str, value: str) -> None:
    read_settings({name: value})


@pytest.mark.parametrize("name", [*EXACT, *ORIGINS, "DAEMUN_HTTP_LOGIN_PAGE", "DAEMUN_TOKENS_AUDIENCE"])
def test_a_fragment_is_refused_where_no_browser_reads_it(name: str) -> None:
    assert refusal(name, "https://login.example.com/#here")


@pytest.mark.parametrize("name", [*EXACT, *ORIGINS])
def test_a_query_is_refused_where_the_address_is_compared_or_goes_on(name: str) -> None:
    assert refusal(name, "https://login.example.com/?a=b")


def test_pages_may_have_both() -> None:
    read_settings(
        {
            "DAEMUN_MAIL_LINKS_RESET": "https://www.example.com/app?lang=ko#/reset/{token}",
            "DAEMUN_PAGES_SUPPORT_URL": "/help?topic=login#passwords",
            "DAEMUN_PAGES_TERMS_URL": "https://www.example.com/약관#개인정보",
            "DAEMUN_PAGES_PRIVACY_URL": "mailto:privacy@example.com",
        }
    )


@pytest.mark.parametrize("name", ["urn:example:login", "bookshop", "tag:example.com,2026:login"])
def test_a_name_that_is_no_address_may_issue_tokens(name: str) -> None:
    settings = read_settings({"DAEMUN_TOKENS_ISSUER": name, "DAEMUN_TOKENS_AUDIENCE": name})

    assert settings.tokens.issuer == name


@pytest.mark.parametrize("value", ["urn:example:login page", "urn:a\u0000b", "book\u200bshop"])
def test_a_name_with_spaces_or_what_cannot_be_seen_issues_none(value: str) -> None:
    assert "space" in refusal("DAEMUN_TOKENS_ISSUER", value)


@pytest.mark.parametrize(
    "member", ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint"]
)
@pytest.mark.parametrize(
    "value", ["https://login example.com", "https://a:b@login.example.com", "https://x:0"]
)
def test_addresses_of_providers_are_looked_at_too(member: str, value: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"DAEMUN_PROVIDERS": {"bookshop": {"client_id": "a", member: value}}})

    assert any(f"bookshop.{member}: " in mistake for mistake in refused.value.mistakes)


@pytest.mark.parametrize(
    "value", ["https://login.example.com", "localhost:8000", "127.0.0.1:80", "a b", "[::1]"]
)
def test_the_server_listens_on_hosts_alone(value: str) -> None:
    assert refusal("DAEMUN_SERVER_HOST", value).endswith("without a port")


@pytest.mark.parametrize("value", ["0.0.0.0", "::", "::1", "localhost", "login.example.com"])
def test_the_server_listens_on_addresses_and_names(value: str) -> None:
    assert read_settings({"DAEMUN_SERVER_HOST": value}).server.host == value


@pytest.mark.parametrize("value", ["corp.local, a b", "minsu@corp.local", "https://corp.local"])
def test_domains_of_a_company_are_domains(value: str) -> None:
    assert "must be domains" in refusal("DAEMUN_USERS_LOCAL_EMAIL_DOMAINS", value)
