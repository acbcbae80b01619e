from pathlib import Path

import pytest

from daemun.features.mails.samples import SAMPLES
from daemun.localization import LANGUAGES
from daemun.mail.templates import MailTemplates, template_languages

FACTS = SAMPLES["new_login"]


def write(folder: Path, name: str, text: str) -> None:
    file = folder / "mail" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_mail_is_there_in_every_language(name: str, language: str) -> None:
    written = MailTemplates().write(name, language, SAMPLES[name])

    assert written.subject.isprintable()
    for fact, text in SAMPLES[name].items():
        # A kind of factor is put into words.
        assert text in written.subject + written.text or fact == "kind"
    assert template_languages() == sorted(LANGUAGES)


def test_a_file_of_the_same_name_goes_before_ours(tmp_path: Path) -> None:
    write(tmp_path, "ko/new_login.txt", "로그인 알림\n\n{{ name }}님의 로그인입니다.\n")

    templates = MailTemplates(tmp_path)

    assert templates.write("new_login", "ko", FACTS).subject == "로그인 알림"
    assert templates.write("new_login", "ko", FACTS).text == "minsu님의 로그인입니다.\n"
    assert templates.write("new_login", "en", FACTS).subject == "New login to Bookshop"


def test_a_language_without_that_mail_gets_english(tmp_path: Path) -> None:
    write(tmp_path, "ja/new_login.txt", "ログイン\n\n{{ name }}\n")

    templates = MailTemplates(tmp_path)

    assert templates.write("new_login", "ja", FACTS).subject == "ログイン"
    assert templates.write("password_changed", "ja", FACTS).subject.startswith("Your password")


@pytest.mark.requirement("WB-10", "NT-03")
def test_facts_are_escaped_in_markup_and_break_no_subject(tmp_path: Path) -> None:
    write(tmp_path, "en/new_login.txt", "Login of {{ name }}\n\n{{ device }}\n")
    write(tmp_path, "en/new_login.html", "<p>{{ device }}</p>")
    facts = {**FACTS, "name": "minsu\r\nBcc: a@b.example", "device": "<script>"}

    written = MailTemplates(tmp_path).write("new_login", "en", facts)

    assert written.html == "<p>&lt;script&gt;</p>"
    assert "\n" not in written.subject


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    [
        ("ko/new_logn.txt", "a\n\nb", "no such mail; did you mean new_login.txt?"),
        ("new_login.txt", "a\n\nb", "no such mail"),
        ("ko/new_login.txt", "a\n\n{{ nmae }}", "'nmae' is undefined"),
        ("ko/new_login.txt", "a\n\n{{ name", "unexpected end of template"),
        ("ko/new_login.txt", "no subject", "must be a subject, an empty line, and the text"),
        ("ja/new_login.html", "<p>x</p>", "needs the .txt file"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, name: str, text: str, mistake: str) -> None:
    write(tmp_path, name, text)

    (found,) = MailTemplates(tmp_path).find_mistakes(SAMPLES)

    assert found.startswith(f"mail/{name}: ")
    assert mistake in found
