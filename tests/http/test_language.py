from pathlib import Path

import pytest

from tests.applications import MakeApp


@pytest.mark.parametrize(
    ("accepted", "language"), [("ko", "ko"), ("fr, ko;q=0.5", "ko"), ("fr", "en"), ("", "en"), ("ja", "ja")]
)
def test_people_are_answered_in_a_language_that_they_accept(
    make_app: MakeApp, tmp_path: Path, accepted: str, language: str
) -> None:
    (tmp_path / "ja.toml").write_text('[problem.token_missing]\ndetail = "ログインしてください。"\n', "utf-8")
    app = make_app(texts_folder=tmp_path)

    answer = app.test_client().get("/auth/me", headers={"Accept-Language": accepted})

    assert answer.headers["Content-Language"] == language
    assert (answer.json or {})["title"]
