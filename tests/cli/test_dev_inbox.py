import pytest
from flask import Flask

from daemun.cli import dev_inbox
from daemun.mail.message import Message
from daemun.mail.outbox import Outbox


@pytest.mark.requirement("WB-10")
def test_mails_are_shown_newest_first_and_inert(outbox: Outbox) -> None:
    app = Flask("dev")
    app.register_blueprint(dev_inbox.blueprint(outbox, {}))
    for subject in ("first", "<script>second"):
        outbox.send(Message("minsu@example.com", subject, "<b>text</b>", "en"))

    answer = app.test_client().get(dev_inbox.PATH)

    assert answer.text.index("&lt;script&gt;second") < answer.text.index("first")
    assert "<b>" not in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_markup_of_a_mail_is_shown_where_nothing_in_it_can_act(outbox: Outbox) -> None:
    app = Flask("dev")
    app.register_blueprint(dev_inbox.blueprint(outbox, {}))
    outbox.send(Message("minsu@example.com", "Hello", "1234 5678", "en", '<p class="code">1234 5678</p>'))

    answer = app.test_client().get(dev_inbox.PATH)

    assert '<iframe sandbox srcdoc="&lt;p class=&#34;code&#34;&gt;1234 5678&lt;/p&gt;"' in answer.text
    assert "<pre>1234 5678</pre>" in answer.text


def test_it_speaks_the_language_of_the_browser(outbox: Outbox) -> None:
    app = Flask(__name__)
    app.register_blueprint(dev_inbox.blueprint(outbox, {}))

    page = app.test_client().get(dev_inbox.PATH, headers={"Accept-Language": "ko"}).text

    assert '<html lang="ko">' in page
    assert "메일함" in page
