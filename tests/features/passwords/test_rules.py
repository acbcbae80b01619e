import pytest

from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.rules import PasswordContext, PasswordRules
from daemun.features.passwords.settings import PasswordSettings
from daemun.validation import ValidationFailed
from tests.builders import PASSWORD, a_user

RULES = PasswordRules(PasswordSettings())


def weaknesses(rules: PasswordRules, password: str, **fields: object) -> list[tuple[str, str]]:
    with pytest.raises(PasswordTooWeak) as refused:
        rules.check(password, a_user(**fields), pointer="/new_password")
    return [(error.pointer, error.code) for error in refused.value.errors]


def test_a_good_password_comes_back_in_its_normal_form() -> None:
    composed, decomposed = "조용한 아침바다의 항구마을에서", "조용한 아침바다의 항구마을에서"

    assert RULES.check(PASSWORD, a_user()) == PASSWORD
    assert RULES.check(decomposed, a_user()) == composed == RULES.read(decomposed)


@pytest.mark.requirement("PW-03", "PW-06")
@pytest.mark.parametrize("text", ["a-quiet\0harbour-at-dawn", "\ud800" * 20, "x" * 2000])
def test_what_cannot_be_a_password_is_told_at_its_pointer(text: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        RULES.check(text, a_user(), pointer="/new_password")

    assert [error.pointer for error in refused.value.errors] == ["/new_password"]


@pytest.mark.requirement("PW-12")
def test_the_names_of_the_person_the_service_and_its_context_do_not_make_a_password() -> None:
    rules = PasswordRules(PasswordSettings(context_words=("bluebird",)))

    for password in ("minsukim2026!!!!", "bluebirdbluebird", "Daemundaemun2026"):
        assert weaknesses(rules, password, username="minsukim", username_key="minsukim")


def test_the_application_refuses_with_a_sentence_of_its_own() -> None:
    def no_harbours(password: str, context: PasswordContext) -> str | None:
        return f"No harbours, {context.user.username}." if "harbour" in password else None

    rules = PasswordRules(PasswordSettings(), [no_harbours, lambda password, context: None])

    with pytest.raises(PasswordTooWeak) as refused:
        rules.check(PASSWORD, a_user(username="Kim"))
    (error,) = refused.value.errors
    assert (error.text, error.pointer) == ("No harbours, Kim.", "/password")
    assert rules.check("a-quiet-mountain-at-dawn", a_user()) == "a-quiet-mountain-at-dawn"


def test_the_rules_of_the_application_are_asked_only_about_passwords_that_pass_ours() -> None:
    asked: list[str] = []

    def listen(password: str, context: PasswordContext) -> str | None:
        asked.append(password)
        return None

    rules = PasswordRules(PasswordSettings(), [listen])

    assert weaknesses(rules, "short")
    rules.check(PASSWORD, a_user())
    assert asked == [PASSWORD]
