from pathlib import Path

import pytest

from daemun.localization import LANGUAGES, load_catalogs, read_own_texts

CATALOGS = load_catalogs()


@pytest.mark.requirement("KR-11")
def test_the_words_of_the_first_system_are_kept() -> None:
    assert CATALOGS.text("ko", "problem.token_expired.detail") == "토큰이 만료되었습니다."
    assert CATALOGS.text("ko", "problem.token_invalid.detail") == "유효하지 않은 토큰입니다."


def test_placeholders_are_filled_in() -> None:
    params = {"retry_after": 30}

    assert "30 seconds" in CATALOGS.text("en", "problem.too_many_tries.detail", params)
    assert "30" in CATALOGS.text("ko", "problem.too_many_tries.detail", params)


def test_lists_are_written_with_commas() -> None:
    text = CATALOGS.text("en", "problem.second_factor_required.detail", {"factors": ("otp", "hwk")})

    assert "otp, hwk" in text


def test_values_are_never_read_as_templates() -> None:
    text = CATALOGS.text("en", "problem.insufficient_scope.detail", {"scope": "{scope.__class__}"})

    assert "{scope.__class__}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_is_nowhere_gives_empty_text(language: str) -> None:
    assert CATALOGS.text(language, "problem.of_the_application.title", {"retry_after": 1}) == ""


def test_the_texts_of_the_application_come_first() -> None:
    catalogs = load_catalogs(
        {"ko": {"problem.token_expired.detail": "다시 로그인해 주십시오.", "mine": "제 글"}}
    )

    assert catalogs.text("ko", "problem.token_expired.detail") == "다시 로그인해 주십시오."
    assert catalogs.text("ko", "mine") == "제 글"
    assert catalogs.text("en", "problem.token_expired.detail") == "The token has expired."


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('[problem.token_expird]\ndetail = "x"', "did you mean problem.token_expired.detail?"),
        ('[problem.too_many_tries]\ndetail = "{retry} seconds"', "no placeholder {retry} here"),
        ('[problem.too_many_tries]\ndetail = "{retry_after"', "write {{ for a brace"),
        ("[problem.token_expired]\ndetail = 5", "must be text"),
        ('[own.x]\ndetail = "{a.b}"', "no placeholder {a.b} here"),
        ("nonsense", "ko.toml: "),
    ],
)
def test_every_mistake_in_own_texts_is_told(tmp_path: Path, text: str, mistake: str) -> None:
    (tmp_path / "ko.toml").write_text(text, encoding="utf-8")

    assert mistake in "\n".join(read_own_texts(tmp_path).mistakes)


def test_what_a_language_lacks_is_english(tmp_path: Path) -> None:
    (tmp_path / "ja.toml").write_text('[own]\nhello = "こんにちは、{name}"\n', encoding="utf-8")
    catalogs = load_catalogs(read_own_texts(tmp_path).texts)

    assert catalogs.languages == ("en", "ko", "ja")
    assert catalogs.text("ja", "problem.token_expired.detail") == "The token has expired."
    assert catalogs.sentence("ja", "own.hello", {"name": "민수"}) == "こんにちは、민수"
    assert catalogs.sentence("ja", "finished") == "finished"
