import pytest

from daemun.mail.console import ConsoleMailer
from daemun.mail.message import Message


def test_a_mail_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleMailer().send(Message("minsu@example.com", "안녕", "본문입니다.", "ko"))

    printed = capsys.readouterr().out
    for part in ("minsu@example.com", "안녕", "본문입니다."):
        assert part in printed
