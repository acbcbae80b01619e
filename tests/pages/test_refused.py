"""A refusal that no form shows is a page of its own."""

from flask.testing import FlaskClient


def test_a_refusal_is_a_page_in_the_language_of_the_person(browser: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept-Language": "ko"}

    refused = browser.post("/login", data={"identifier": "minsu", "password": "x"}, headers=headers)

    assert (refused.status_code, refused.mimetype) == (403, "text/html")
    assert '<html lang="ko"' in refused.text
    assert "minsu" not in refused.text
