import pytest

from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.rules import PasswordContext, PasswordRules
from daemun.features.passwords.settings import PasswordSettings
from daemun.problem import FieldError
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
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a-quiet\0harbour-at-dawn", "characters"),
        ("\ud800" * 20, "characters"),
        ("x" * 2000, "too_long"),
    ],
)
def test_what_cannot_be_a_password_is_told_at_its_pointer_with_the_length_that_is_allowed(
    text: str, code: str
) -> None:
    rules = PasswordRules(PasswordSettings(max_length=100))

    with pytest.raises(ValidationFailed) as refused:
        rules.check(text, a_user(), pointer="/new_password")
    assert refused.value.errors == (FieldError("/new_password", code, {"max_length": 100}),)
    with pytest.raises(ValidationFailed) as refused:
        rules.read(text)
    assert refused.value.errors == (FieldError("/password", code, {"max_length": 100}),)


def test_a_weakness_is_told_with_the_numbers_of_the_settings() -> None:
    with pytest.raises(PasswordTooWeak) as refused:
        PasswordRules(PasswordSettings(min_length=20)).check("kq7-vz4-xj9", a_user())

    assert refused.value.errors == (FieldError("/password", "too_short", {"min_length": 20}),)


@pytest.mark.requirement("PW-12")
def test_the_names_of_the_person_the_service_and_its_context_do_not_make_a_password() -> None:
    rules = PasswordRules(PasswordSettings(context_words=("bluebird",)), service="https://login.heron.kr")

    for password in ("minsukim2026!!!!", "bluebirdbluebird", "Daemundaemun2026", "heron-heron-2026"):
        assert weaknesses(rules, password, username="minsukim", username_key="minsukim")


def test_the_application_refuses_with_a_sentence_of_its_own() -> None:
    def no_harbours(password: str, context: PasswordContext) -> str | None:
        return f"No harbours, {context.user.username}." if "harbour" in password else None

    rules = PasswordRules(PasswordSettings(), [no_harbours, lambda password, context: None])

    with pytest.raises(PasswordTooWeak) as refused:
        rules.check(PASSWORD, a_user(username="Kim"))
    (error,) = refused.value.errors
    assert error == FieldError("/password", "own_rule", text="No harbours, Kim.")
    assert rules.check("a-quiet-mountain-at-dawn", a_user()) == "a-quiet-mountain-at-dawn"


def test_the_rules_of_the_application_are_asked_only_about_passwords_that_pass_ours() -> None:
    asked: list[tuple[str, PasswordContext]] = []

    def listen(password: str, context: PasswordContext) -> str | None:
        asked.append((password, context))
        return None

    rules = PasswordRules(PasswordSettings(context_words=("bluebird",)), [listen], service="heron.kr")
    user = a_user()

    assert weaknesses(rules, "short")
    rules.check(PASSWORD, user)
    words = ("daemun", "bluebird", "heron.kr", "Kim", "kim@example.kr")
    assert asked == [(PASSWORD, PasswordContext(user, words))]


def test_a_rule_that_answers_with_no_sentence_is_told_to_its_author() -> None:
    rules = PasswordRules(PasswordSettings(), [lambda password, context: False])  # type: ignore[list-item,return-value]

    with pytest.raises(
        TypeError, match=r"^a rule of password_rules= must return a sentence that refuses, or None$"
    ):
        rules.check(PASSWORD, a_user())
