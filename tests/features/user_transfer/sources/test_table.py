from daemun.features.user_transfer.model import LeftBehind
from daemun.features.user_transfer.sources.table import Table

TABLE = Table(
    username=("login", "username"),
    email_verified=("confirmed_at",),
    locked=("deleted_at", "banned"),
    left_behind={"otp": "totp"},
)


def test_columns_are_ours_whatever_their_letters_and_the_others_are_offered() -> None:
    row = TABLE.read(
        1,
        {
            "ID": 42,
            "Username": 20240001,
            "email": "kim@example.kr",
            "confirmed_at": "2024-01-02",
            "role": "Admin,editor",
            "password": "$2b$...",
            "banned": "1",
            "otp": "JBSW",
            "settings": '{"theme": "dark"}',
            "note": "[not json",
            "empty": None,
        },
    )

    assert row.fields == {
        "id": "42",
        "username": "20240001",
        "email": "kim@example.kr",
        "email_verified": "2024-01-02",
        "created_at": None,
        "locked": "1",
        "locked_until": None,
        "roles": ("Admin", "editor"),
        "password_hash": "$2b$...",
    }
    assert row.offered == {"settings": {"theme": "dark"}, "note": "[not json"}
    assert row.left_behind == (LeftBehind("totp", {"otp": "JBSW"}),)


def test_what_is_false_is_neither_locked_nor_left_behind() -> None:
    for nothing in ("0", 0, False, "f", "FALSE", "", None):
        row = TABLE.read(1, {"login": "kim", "banned": nothing, "otp": nothing})

        assert (row.fields["locked"], row.left_behind) == (False, ())


def test_roles_may_be_a_list() -> None:
    assert TABLE.read(1, {"roles": ["Site Admin", "a"]}).fields["roles"] == ["Site Admin", "a"]
    assert TABLE.read(1, {"role": 1}).fields["roles"] == ("1",)
