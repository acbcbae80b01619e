"""Errors that providers name."""

import pytest

from daemun.features.social_login.error_codes import read_error


@pytest.mark.parametrize("said", ["invalid_client", "temporarily_unavailable", "invalid_grant"])
def test_an_error_of_the_standards_is_read(said: str) -> None:
    assert read_error({"error": said, "error_description": "<b>"}) == said


@pytest.mark.parametrize("said", [None, 17, ["invalid_client"], {"code": 1}, "", "<b>no</b>"])
def test_nothing_else_is(said: object) -> None:
    assert read_error({"error": said}) is None
    assert read_error({}) is None
