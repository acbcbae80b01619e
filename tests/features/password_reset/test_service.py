from collections.abc import Iterator

import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials
from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.errors import SessionEnded
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.problem import Problem
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation, an_origin, log_in
from tests.features.mails.mailbox import Mailbox
from tests.storage.racing import race

NEW = "a-kettle-beside-nine-pines"


@pytest.fixture
def services(store: Store, frozen_clock: FrozenClock, outbox: Outbox) -> Iterator[Services]:
    services = an_installation(
        store,
        frozen_clock,
        customization=Customization(mailer=outbox),
        mail_links_reset="https://shop.example/reset",
    )
    yield services
    services.mail.close()


@pytest.fixture
def mailbox(services: Services, outbox: Outbox) -> Mailbox:
    return Mailbox(services, outbox)


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def refusal(services: Services, token: str, password: str = NEW) -> str:
    with pytest.raises(Problem) as refused:
        services.password_reset.reset_by_link(token, password, HOME)
    return refused.value.code


def code_refusal(services: Services, code: str, identifier: str = "minsu@example.kr") -> str:
    with pytest.raises(Problem) as refused:
        services.password_reset.reset_by_code(identifier, code, NEW, HOME)
    return refused.value.code


def logs_in(services: Services, password: str) -> bool:
    try:
        services.password_login.log_in(LoginIdentifier("username", "minsu"), password, HOME)
    except InvalidCredentials:
        return False
    return True


@pytest.mark.parametrize("identifier", ["minsu", "MINSU@Example.KR"])
def test_a_link_lets_its_reader_choose_a_new_password(
    services: Services, mailbox: Mailbox, user: User, identifier: str
) -> None:
    services.password_reset.request(identifier, HOME)
    mail = mailbox.newest("minsu@example.kr")

    services.password_reset.reset_by_link(mail.token, NEW, HOME)

    assert logs_in(services, NEW)
    assert not logs_in(services, PASSWORD)
    assert mailbox.newest().subject.startswith("Your password for")


def test_a_code_does_the_same_and_the_link_is_spent_with_it(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()

    services.password_reset.reset_by_code("minsu@example.kr", mail.code, NEW, HOME)

    assert logs_in(services, NEW)
    assert refusal(services, mail.token) == "one_time_token_refused"
    assert code_refusal(services, mail.code) == "invalid_code"


@pytest.mark.requirement("RC-06", "RC-05")
def test_every_session_ends_and_none_begins(services: Services, mailbox: Mailbox, user: User) -> None:
    session = log_in(services, user)
    services.password_reset.request("minsu", HOME)

    services.password_reset.reset_by_link(mailbox.newest().token, NEW, HOME)

    with pytest.raises(SessionEnded):
        services.sessions.refresh(session.refresh_token, HOME)
    assert list(services.sessions.list_live(user.id)) == []


@pytest.mark.requirement("RC-07")
def test_the_owner_gets_a_notice_of_it(services: Services, mailbox: Mailbox, user: User) -> None:
    services.password_reset.request("minsu", HOME)
    services.password_reset.reset_by_link(mailbox.newest().token, NEW, an_origin("198.51.100.7"))

    notice = mailbox.newest("minsu@example.kr")
    assert "198.51.100.7" in notice.text
    assert NEW not in notice.text


@pytest.mark.requirement("RC-09", "RC-02")
def test_asking_changes_nothing_and_locks_nobody(services: Services, mailbox: Mailbox, user: User) -> None:
    session = log_in(services, user)

    for _ in range(3):
        services.password_reset.request("minsu", HOME)
    mailbox.newest()

    assert services.users.find(user.id) == user
    assert logs_in(services, PASSWORD)
    services.sessions.refresh(session.refresh_token, HOME)


@pytest.mark.requirement("EN-04")
def test_nobody_gets_a_mail_for_an_address_without_a_user(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.users.lock(add_user(services, "locked").id)
    for identifier in ("nobody@example.kr", "nobody", "locked", "\0\ud800@x", "a@b@c", " ", "x" * 320):
        services.password_reset.request(identifier, HOME)

    assert mailbox.all() == []
    assert services.store.outgoing_mails.list_page() == []


@pytest.mark.requirement("RC-01")
def test_a_link_is_over_after_thirty_minutes_and_a_code_after_ten(
    services: Services, mailbox: Mailbox, user: User, frozen_clock: FrozenClock
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()

    frozen_clock.tick(minutes=10)
    assert code_refusal(services, mail.code) == "invalid_code"
    frozen_clock.tick(minutes=20, milliseconds=-1)
    with pytest.raises(PasswordTooWeak):
        services.password_reset.reset_by_link(mail.token, "minsu", HOME)
    frozen_clock.tick(milliseconds=1)
    assert refusal(services, mail.token) == "one_time_token_refused"


@pytest.mark.requirement("RC-01")
def test_an_older_mail_is_worth_nothing_once_there_is_a_newer_one(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.password_reset.request("minsu", HOME)
    older = mailbox.newest()
    services.password_reset.request("minsu", HOME)
    newer = mailbox.newest()

    assert refusal(services, older.token) == "one_time_token_refused"
    assert code_refusal(services, older.code) == "invalid_code"
    services.password_reset.reset_by_link(newer.token, NEW, HOME)


@pytest.mark.requirement("RC-01")
def test_any_change_of_the_password_kills_the_mail(
    services: Services, mailbox: Mailbox, user: User, frozen_clock: FrozenClock
) -> None:
    session = log_in(services, user).session
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()
    frozen_clock.tick(seconds=1)
    services.password_login.change(session.id, PASSWORD, NEW, HOME)

    assert refusal(services, mail.token, "another-lantern-over-rice") == "one_time_token_refused"
    assert code_refusal(services, mail.code) == "invalid_code"
    assert logs_in(services, NEW)


def test_a_refused_password_spends_nothing(services: Services, mailbox: Mailbox, user: User) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()

    assert refusal(services, mail.token, "minsu") == "password_too_weak"

    services.password_reset.reset_by_link(mail.token, NEW, HOME)


@pytest.mark.requirement("RC-11")
def test_five_wrong_codes_kill_the_mail_and_the_next_one_has_a_link_alone(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()
    for _ in range(5):
        assert code_refusal(services, mail.wrong_code) == "invalid_code"

    assert code_refusal(services, mail.code) == "invalid_code"
    assert refusal(services, mail.token) == "one_time_token_refused"
    services.password_reset.request("minsu", HOME)
    again = mailbox.newest()
    assert again.find_code() is None
    services.password_reset.reset_by_link(again.token, NEW, HOME)


@pytest.mark.requirement("TH-09")
def test_no_more_than_three_mails_go_out_in_an_hour_and_the_last_one_stays_good(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    for _ in range(6):
        services.password_reset.request("minsu", HOME)

    assert len(mailbox.all()) == 3
    services.password_reset.reset_by_link(mailbox.newest().token, NEW, HOME)


@pytest.mark.requirement("TH-09")
def test_one_network_address_cannot_have_mails_sent_to_many(services: Services, mailbox: Mailbox) -> None:
    for number in range(25):
        add_user(services, f"user{number}")
        services.password_reset.request(f"user{number}", HOME)

    assert len(mailbox.all()) == 20


def test_guessing_from_one_network_address_ends_in_a_wait(services: Services, user: User) -> None:
    codes = [code_refusal(services, f"{number:08}", "nobody@example.kr") for number in range(21)]

    assert codes == ["invalid_code"] * 20 + ["too_many_tries"]
    with pytest.raises(TooManyTries):
        services.password_reset.reset_by_link("x", NEW, HOME)


def test_the_owner_who_was_locked_out_by_wrong_tries_logs_in(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    for _ in range(5):
        assert not logs_in(services, "a-wrong-password-of-mine")
    with pytest.raises(TooManyTries):
        logs_in(services, PASSWORD)
    services.password_reset.request("minsu", HOME)

    services.password_reset.reset_by_link(mailbox.newest().token, NEW, HOME)

    assert logs_in(services, NEW)


def test_a_user_who_is_locked_meanwhile_stays_locked_out(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()
    services.users.lock(user.id)

    assert refusal(services, mail.token) == "one_time_token_refused"
    assert code_refusal(services, mail.code) == "invalid_code"


def test_a_user_without_a_password_gets_a_first_one(services: Services, mailbox: Mailbox) -> None:
    add_user(services)
    services.password_reset.request("minsu", HOME)

    services.password_reset.reset_by_link(mailbox.newest().token, NEW, HOME)

    assert logs_in(services, NEW)


def test_a_mail_of_one_user_is_nothing_for_another(services: Services, mailbox: Mailbox, user: User) -> None:
    add_user(services, "jiwoo", password=PASSWORD)
    services.password_reset.request("minsu", HOME)

    assert code_refusal(services, mailbox.newest().code, "jiwoo@example.kr") == "invalid_code"


@pytest.mark.requirement("RL-02")
def test_of_24_parallel_uses_of_one_link_exactly_one_succeeds(
    services: Services, mailbox: Mailbox, user: User
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()
    passwords = [f"{NEW}-{number}" for number in range(24)]

    def reset(number: int) -> str:
        try:
            origin = an_origin(f"10.0.{number}.1")
            services.password_reset.reset_by_link(mail.token, passwords[number], origin)
        except Problem as problem:
            return problem.code
        return "done"

    outcomes = race(24, reset)

    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "one_time_token_refused", "overloaded"}
    assert logs_in(services, passwords[outcomes.index("done")])


@pytest.mark.requirement("RC-01")
def test_the_trail_tells_of_it_without_secrets(
    services: Services, mailbox: Mailbox, user: User, store: Store
) -> None:
    services.password_reset.request("minsu", HOME)
    mail = mailbox.newest()
    services.password_reset.reset_by_link(mail.token, NEW, HOME)

    trail = store.audit.list_page(user_id=user.id)

    assert {event.name for event in trail} == {"password.reset_requested", "password.reset"}
    assert mail.token not in repr(trail)
