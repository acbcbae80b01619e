import pytest
from flask import Flask

from daemun.http.response_headers import add_security_headers, empty_response, json_response

APP = Flask("host")


@pytest.mark.requirement("WB-03")
def test_every_answer_says_what_browsers_may_not_do_with_it() -> None:
    with APP.test_request_context("/"):
        for response in (json_response({}), empty_response(), add_security_headers(APP.make_response("x"))):
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.requirement("WB-04")
def test_personal_answers_are_never_stored() -> None:
    with APP.test_request_context("/"):
        assert json_response({}).headers["Cache-Control"] == "no-store"
        assert empty_response().headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("WB-09")
def test_json_is_utf_8_as_people_write_it() -> None:
    with APP.test_request_context("/"):
        response = json_response({"name": "민수"}, status=201)

    assert (response.status_code, response.content_type) == (201, "application/json")
    assert response.get_data().decode() == '{"name": "민수"}'


def test_an_empty_answer_has_no_type_and_no_body() -> None:
    with APP.test_request_context("/"):
        response = empty_response()

    assert (response.status_code, response.get_data()) == (204, b"")
    assert "Content-Type" not in response.headers
