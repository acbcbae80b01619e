"""The browser and the web server of tests do what their fixtures say."""

from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.docs.web_process import free_port
from tests.real_programs import Nginx

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GREETING = """
events {{}}
http {{
    access_log off;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 "안녕하세요"; }}
    }}
}}
"""


def test_the_browser_speaks_the_language_of_its_person(chromium: "Browser") -> None:
    with chromium.new_context(locale="ko-KR") as context:
        assert context.new_page().evaluate("navigator.language") == "ko-KR"


def test_nginx_serves_what_its_configuration_says(nginx: Nginx) -> None:
    port = free_port()

    nginx.start(GREETING.format(port=port), port=port)

    with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
        assert response.read().decode() == "안녕하세요"


def test_a_program_that_is_missing_skips_and_in_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.real_programs import _find_or_skip

    monkeypatch.setenv("CI", "false")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        _find_or_skip("no-such-program")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(FileNotFoundError):
        _find_or_skip("no-such-program")
