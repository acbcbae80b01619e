import pytest

from daemun.localization import LANGUAGES
from tests.applications import MakeApp
from tools.generate_reference import problem_classes


@pytest.mark.requirement("ER-01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_type_of_every_problem_leads_to_its_explanation(make_app: MakeApp, language: str) -> None:
    client = make_app().test_client()

    for code in {problem.code for problem in problem_classes()}:
        page = client.get(f"/auth/problems/{code}", headers={"Accept-Language": language})

        assert (page.status_code, page.headers["Content-Language"]) == (200, language)
        assert page.get_json()["code"] == code
        assert page.get_json()["title"]
        assert page.get_json()["detail"]
        assert "{" not in page.get_json()["detail"]


def test_the_address_is_the_one_that_a_problem_names(make_app: MakeApp) -> None:
    client = make_app(http_url_prefix="/login-api").test_client()

    problem = client.get("/login-api/me").get_json()

    assert client.get(problem["type"]).get_json()["code"] == problem["code"] == "token_missing"


def test_text_is_given_to_who_prefers_it(make_app: MakeApp) -> None:
    headers = {"Accept": "text/plain", "Accept-Language": "ko"}

    page = make_app().test_client().get("/auth/problems/token_expired", headers=headers)

    assert page.content_type == "text/plain; charset=utf-8"
    assert "토큰이 만료되었습니다." in page.text


@pytest.mark.requirement("WB-04")
def test_an_explanation_may_be_kept_and_an_unknown_code_has_none(make_app: MakeApp) -> None:
    client = make_app().test_client()

    assert "public" in client.get("/auth/problems/not_found").headers["Cache-Control"]
    assert client.get("/auth/problems/no_such_code").get_json()["code"] == "not_found"
