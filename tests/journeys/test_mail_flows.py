"""What people do by mail: over HTTP, against the real server process and a real mail server."""

import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.journeys.people import NEW_PASSWORD, PASSWORD
from tests.mail.smtp_server import SmtpServer, a_mail_server
from tests.server_process import Answer, ServerProcess, wait_until

KOREAN = {"Accept-Language": "ko"}
ROOMY = {
    "DAEMUN_MAIL_MAX_REQUESTS_PER_ADDRESS": "100000",
    "DAEMUN_MAIL_MAX_PER_HOUR": "100000",
    "DAEMUN_MAIL_SENDER": "책방 <login@shop.example>",
    "DAEMUN_MAILED_CODES_ENABLED": "true",
    "DAEMUN_MAIL_LINKS_RESET": "https://shop.example/reset",
    "DAEMUN_MAIL_LINKS_RESTORE": "https://shop.example/restore",
    "DAEMUN_MAIL_LINKS_VERIFY": "https://shop.example/confirm",
    "DAEMUN_MAIL_LINKS_INVITATION": "https://shop.example/invitation",
}


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mongodb"])
def mailing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer
) -> Iterator[ServerProcess]:
    url = None
    if request.param == "postgresql":
        name = f"mail_flows_{uuid.uuid4().hex}"
        postgres = request.getfixturevalue("shared_postgres")
        with postgres.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = postgres.url_of(name)
    environment = {**ROOMY, "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{smtp.port}"}
    if request.param == "mongodb":
        # What stands in for MongoDB is slow, and 50 wait for each other.
        environment["DAEMUN_DATABASE_TIMEOUT"] = "20"
        url = request.getfixturevalue("shared_mongodb").url_of(f"mail_flows_{uuid.uuid4().hex}")
    folder = tmp_path_factory.mktemp("mailing")
    with ServerProcess(folder, database_url=url, environment=environment, workers=2) as server:
        yield server


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    return f"person{abs(hash(request.node.nodeid)) % 10**12}@example.kr"


def mails_to(smtp: SmtpServer, address: str, count: int = 1) -> list[EmailMessage]:
    """The mails to an address, once so many arrived."""

    def arrived() -> list[EmailMessage]:
        return [mail for mail in smtp.received.mails if mail["To"] == address]

    wait_until(lambda: len(arrived()) >= count, 20)
    return arrived()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def code_of(mail: EmailMessage) -> str:
    found = re.search(r"^ *(\d{4} \d{4})$", text_of(mail), re.MULTILINE)
    assert found is not None, text_of(mail)
    return found[1]


def token_of(mail: EmailMessage) -> str:
    found = re.search(r"\?token=([\w-]{43})", text_of(mail))
    assert found is not None, text_of(mail)
    return found[1]


def register(mailing: ServerProcess, smtp: SmtpServer, address: str) -> Answer:
    held = mailing.post("/auth/register", {"email": address, "password": PASSWORD})
    assert held.status == 202, held
    (mail,) = mails_to(smtp, address)
    body = {"registration": held.body["registration"], "code": code_of(mail)}
    answer = mailing.post("/auth/register/confirm", body)
    assert answer.status == 201, answer
    return answer


def invite(mailing: ServerProcess, address: str, *options: str) -> None:
    """As an operator does, in a process of its own."""
    command = [sys.executable, "-m", "daemun", "--instance", str(mailing.folder / "instance")]
    environment = {**os.environ, **mailing.settings}
    subprocess.run([*command, "users", "invite", address, *options], env=environment, check=True, timeout=60)


def test_a_person_registers_forgets_and_recovers(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    registered = register(mailing, smtp, address)
    assert registered.body["user"]["email_verified"] is True

    asked = mailing.call("POST", "/auth/password/forgot", {"email": address}, headers=KOREAN)
    assert (asked.status, asked.text) == (202, "")
    mail = mails_to(smtp, address, 2)[-1]
    assert mailing.get(f"/auth/password/reset?token={token_of(mail)}").status == 405
    new = {"token": token_of(mail), "new_password": NEW_PASSWORD}
    assert mailing.post("/auth/password/reset", new).status == 204

    assert mailing.post("/auth/login", {"email": address, "password": NEW_PASSWORD}).status == 200
    assert mailing.post("/auth/login", {"email": address, "password": PASSWORD}).code == "invalid_credentials"
    gone = mailing.post("/auth/refresh", {"refresh_token": registered.body["refresh_token"]})
    assert gone.code == "session_ended"
    assert mailing.post("/auth/password/reset", new).code == "one_time_token_refused"
    notice = mails_to(smtp, address, 3)[-1]
    assert "replaced" in notice["Subject"]


def test_a_mail_says_the_same_as_text_and_as_markup_and_nobody_answers_it(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    register(mailing, smtp, address)
    mailing.call("POST", "/auth/password/forgot", {"email": address}, headers=KOREAN)

    mail = mails_to(smtp, address, 2)[-1]

    assert mail["Subject"] == "책방 새 비밀번호"
    assert mail["Content-Language"] == "ko"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@shop.example>")
    assert "List-Unsubscribe" not in mail
    markup = text_of(mail, "html")
    for fact in (token_of(mail), code_of(mail), "127.0.0.1"):
        assert fact in markup
    assert not re.search(r"<(img|link|script)|url\(", markup)


def test_a_person_changes_their_address_and_takes_it_back(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    token = register(mailing, smtp, address).body["access_token"]
    other = f"other-{address}"

    assert mailing.post("/auth/me/email", {"email": other}, token=token).status == 202
    code = code_of(mails_to(smtp, other)[-1])
    assert mailing.post("/auth/me/email/confirm", {"code": code}, token=token).status == 204
    assert mailing.post("/auth/login", {"email": other, "password": PASSWORD}).status == 200

    undo = {"token": token_of(mails_to(smtp, address, 2)[-1])}
    assert mailing.post("/auth/email/restore", undo).status == 204
    assert mailing.post("/auth/email/restore", undo).code == "one_time_token_refused"
    for tried in (other, address):
        login = {"email": tried, "password": PASSWORD}
        assert mailing.post("/auth/login", login).code == "invalid_credentials"
    mailing.post("/auth/password/forgot", {"email": address})
    new = {"token": token_of(mails_to(smtp, address, 3)[-1]), "new_password": NEW_PASSWORD}
    assert mailing.post("/auth/password/reset", new).status == 204
    assert mailing.post("/auth/login", {"email": address, "password": NEW_PASSWORD}).status == 200


@pytest.mark.requirement("RL-02")
def test_of_50_who_use_one_link_at_once_one_succeeds(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    register(mailing, smtp, address)
    mailing.post("/auth/password/forgot", {"email": address})
    token = token_of(mails_to(smtp, address, 2)[-1])

    def use(number: int) -> str | None:
        body = {"token": token, "new_password": f"{NEW_PASSWORD}-{number}"}
        return mailing.post("/auth/password/reset", body).code

    with ThreadPoolExecutor(50) as pool:
        outcomes = Counter(pool.map(use, range(50)))

    assert outcomes[None] == 1
    assert set(outcomes) <= {None, "one_time_token_refused", "overloaded", "too_many_tries"}
    wait_until(lambda: len(mails_to(smtp, address, 3)) == 3, 20)


@pytest.mark.requirement("RL-02")
def test_of_50_who_use_one_code_at_once_one_gets_in(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    held = mailing.post("/auth/register", {"email": address, "password": PASSWORD})
    body = {"registration": held.body["registration"], "code": code_of(mails_to(smtp, address)[-1])}

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: mailing.post("/auth/register/confirm", body), range(50)))

    assert [answer.status for answer in answers].count(201) == 1
    assert all(answer.status < 500 for answer in answers)


@pytest.mark.requirement("RC-10")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_of_50_who_use_one_login_code_at_once_one_gets_in(
    mailing: ServerProcess, smtp: SmtpServer, address: str, language: str
) -> None:
    headers = {"Accept-Language": language}
    held = mailing.post("/auth/register", {"email": address, "password": PASSWORD})
    body = {"registration": held.body["registration"], "code": code_of(mails_to(smtp, address)[-1])}
    assert mailing.post("/auth/register/confirm", body).status == 201
    asked = mailing.call("POST", "/auth/login/code", {"email": address}, headers=headers)
    assert asked.status == 202
    mail = mails_to(smtp, address, 2)[-1]
    assert mail["Subject"] == {"en": "Your login code for 책방", "ko": "책방 로그인 코드"}[language]
    login = {"email": address, "code": code_of(mail), "login_attempt": asked.body["login_attempt"]}
    assert mailing.post("/auth/login/code/verify", login | {"login_attempt": "x"}).code == "invalid_code"

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: mailing.post("/auth/login/code/verify", login), range(50)))

    assert [answer.status for answer in answers].count(200) == 1
    assert all(answer.status < 500 for answer in answers)


def test_a_frozen_mail_server_slows_nobody(tmp_path: Path) -> None:
    with socket.socket() as frozen:
        frozen.bind(("127.0.0.1", 0))
        frozen.listen(64)
        environment = {**ROOMY, "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{frozen.getsockname()[1]}"}
        with ServerProcess(tmp_path / "server", environment=environment, workers=1) as server:
            server.post("/auth/password/forgot", {"email": "warm@example.kr"})
            seconds = []
            for number in range(10):
                body = {"email": f"person{number}@example.kr", "password": PASSWORD}
                start = time.monotonic()
                assert server.post("/auth/register", body).status == 202
                seconds.append(time.monotonic() - start)

    assert sorted(seconds)[5] < 2


@pytest.mark.requirement("RL-02")
def test_of_50_who_use_one_invitation_at_once_one_gets_in(
    mailing: ServerProcess, smtp: SmtpServer, address: str
) -> None:
    # The first request makes the tables.
    assert mailing.post("/auth/login", {"email": address, "password": PASSWORD}).status == 401
    invite(mailing, address, "--role", "editor")
    token = token_of(mails_to(smtp, address)[-1])

    def use(number: int) -> Answer:
        body = {"token": token, "username": f"{address.partition('@')[0]}-{number}", "password": PASSWORD}
        return mailing.post("/auth/invitations/accept", body)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(use, range(50)))

    (accepted,) = [answer for answer in answers if answer.status == 201]
    assert accepted.body["user"]["roles"] == ["editor"]
    assert all(answer.status < 500 or answer.code == "overloaded" for answer in answers)
    assert mailing.post("/auth/login", {"email": address, "password": PASSWORD}).status == 200
