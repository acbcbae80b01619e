import pytest
from flask import Flask, request

from daemun.http.next_page import present_page, read_next

ORIGINS = ("https://www.example.com",)


@pytest.mark.requirement("WB-06")
@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/articles/3?page=2#end",
        "/게시판/글",
        "/%EA%B8%80/%ED%95%9C",
        "/a//b",
        "/a..b/.well-known/...",
        "/?path=../x",
        "/?next=//evil.example",
        "/?mail=a@b.kr",
        "https://www.example.com/app",
        "https://www.example.com",
    ],
)
def test_a_page_of_this_host_or_of_a_listed_origin_is_where_to_go_on(text: str) -> None:
    assert read_next(text, origins=ORIGINS) == text


@pytest.mark.requirement("WB-06")
@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "articles",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/%2fevil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/%252fevil.example",
        "/%25252f%252fevil.example",
        "/\tevil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:a=b",
        "\x01/",
        " /",
        "/a b",
        "/\u00a0/evil.example",
        "/\u0085",
        "/..//evil.example",
        "/.//evil.example",
        "/a/..%2f/evil.example",
        "/%2e%2e//evil.example",
        "/@evil.example",
        "/%40evil.example",
        "https://evil.example/",
        "https://www.example.com.evil.example/",
        "https://www.example.com@evil.example/",
        "https://www.example.com//evil.example",
        "https://www.example.com\\@evil.example/",
        "http://www.example.com/",
        "HTTPS://www.example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://[",
        "/" + "a" * 2048,
    ],
)
def test_everything_else_leads_nowhere(text: str | None) -> None:
    assert read_next(text, origins=ORIGINS) is None


@pytest.mark.parametrize(
    ("root", "path", "query", "expected"),
    [
        ("", "/글", "a=b", "/%EA%B8%80?a=b"),
        ("/shop", "/cart", "", "/shop/cart"),
        ("", "/a b", "", "/a%20b"),
    ],
)
def test_the_page_that_was_asked_for_can_be_gone_back_to(
    root: str, path: str, query: str, expected: str
) -> None:
    app = Flask("host")

    with app.test_request_context(
        path,
        query_string=query,
        environ_overrides={"SCRIPT_NAME": root, "PATH_INFO": path.encode().decode("latin-1")},
    ):
        assert present_page(request) == expected
        assert read_next(present_page(request)) == expected
