"""In a session, the code of a mail proves an address."""

import pytest

from tests.answers import code_of
from tests.features.email_verification.site import ADDRESS, Site


def test_the_code_proves_the_address_in_a_session_of_its_user(optional: Site) -> None:
    mine = optional.register("minsu").get_json()["access_token"]
    code = optional.mailbox.newest(ADDRESS).code
    other = optional.register("jiwoo", email="jiwoo@example.kr").get_json()["access_token"]

    assert code_of(optional.post("/email/verify", {"code": code})) == "invalid_code"
    assert code_of(optional.post("/email/verify", {"code": code}, token=other)) == "invalid_code"
    assert optional.post("/email/verify", {"code": code}, token=mine).status_code == 204
    assert code_of(optional.post("/email/verify", {"code": code}, token=mine)) == "invalid_code"
    assert optional.log_in(ADDRESS) == 200


@pytest.mark.requirement("RC-11")
def test_five_wrong_codes_end_the_mail_that_proves_an_address(optional: Site) -> None:
    mine = optional.register("minsu").get_json()["access_token"]
    mail = optional.mailbox.newest(ADDRESS)
    for _ in range(5):
        wrong = optional.post("/email/verify", {"code": mail.wrong_code}, token=mine)
        assert code_of(wrong) == "invalid_code"

    assert code_of(optional.post("/email/verify", {"code": mail.code}, token=mine)) == "invalid_code"


@pytest.mark.parametrize("body", [{}, {"token": "x", "code": "12345678"}, {"code": 12345678}])
def test_a_proof_of_an_address_is_one_token_or_one_code(optional: Site, body: dict[str, object]) -> None:
    assert code_of(optional.post("/email/verify", body)) == "validation_failed"
