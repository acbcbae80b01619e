import pytest
from flask import Flask

from daemun.cli import dev_inbox
from daemun.mail.message import Message
from daemun.mail.outbox import Outbox


@pytest.mark.requirement("WB-10")
def test_mails_are_shown_newest_first_and_inert(outbox: Outbox) -> None:
    app = Flask("dev")
    app.register_blueprint(dev_inbox.blueprint(outbox))
    for subject in ("first", "<script>second"):
        outbox.send(Message("minsu@example.com", subject, "<b>text</b>", "en"))

    answer = app.test_client().get(dev_inbox.PATH)

    assert answer.text.index("&lt;script&gt;second") < answer.text.index("first")
    assert "<b>" not in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
