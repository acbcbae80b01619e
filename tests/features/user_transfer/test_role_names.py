import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.roles.service import read_role
from daemun.features.user_transfer.role_names import read_role_names, written_role_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("editor", ("editor",)),
        ("editor reader", ("editor", "reader")),
        ("Admin,Editor", ("Admin", "Editor")),
        ("admin; editor", ("admin", "editor")),
        ("ROLE_ADMIN|ROLE_USER", ("ROLE_ADMIN", "ROLE_USER")),
        ("Site Admin", ("Site Admin",)),
        ("콘텐츠 관리자, 편집자", ("콘텐츠 관리자", "편집자")),
        ('["admin"]', ("admin",)),
        ('["Site Admin", "a"]', ("Site Admin", "a")),
        ("[admin", ("[admin",)),
        ("['admin', 'Site Admin']", ("admin", "Site Admin")),
        ('[{"id": 1, "name": "admin"}]', ("admin",)),
        ("관리자，편집자、독자", ("관리자", "편집자", "독자")),
        ('{editor,"Site Admin"}', ("editor", "Site Admin")),
        ("{}", ()),
        ('{"id": 1, "name": "admin"}', ("admin",)),
        ('{"admin": true, "editor": false, "reader": true}', ("admin", "reader")),
        ('{"admin": false}', ()),
        ('{"plan": "gold"}', ('{"plan": "gold"}',)),
    ],
)
def test_roles_in_one_cell_are_read_as_people_and_databases_write_them(
    text: str, names: tuple[str, ...]
) -> None:
    assert read_role_names(text) == names


def _is_role(text: str) -> bool:
    try:
        return read_role(text) == text
    except ValueError:
        return False


@given(st.lists(st.text('aZ 관;|[]{}"\\-_:', min_size=1, max_size=6).filter(_is_role), max_size=3).map(tuple))
def test_roles_that_are_written_are_read_again(names: tuple[str, ...]) -> None:
    assert read_role_names(written_role_names(names)) == names
