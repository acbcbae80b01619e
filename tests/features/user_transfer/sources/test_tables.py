import pytest

from daemun.features.user_transfer.model import OtherRow, Row
from daemun.features.user_transfer.sources.firebase import Firebase
from daemun.features.user_transfer.sources.tables import WORDPRESS, from_supabase
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, is_hash_of, read_sample


@pytest.mark.parametrize(
    "file",
    ["supabase.csv", "wordpress.csv", "devise.csv", "laravel.csv", "phpmyadmin.csv", "mysqldump.txt"],
)
def test_passwords_of_a_table_are_kept(file: str) -> None:
    minsu, jiwoo, hajun = (row.fields for row in read_sample(file))

    assert is_hash_of(minsu["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo["password_hash"], KOREAN)
    assert hajun["password_hash"] is None
    assert (minsu["email"], jiwoo["username"]) == ("minsu@example.kr", None)


def test_supabase_says_who_is_proven_banned_and_logs_in_elsewhere() -> None:
    minsu, jiwoo, hajun = read_sample("supabase.csv")

    assert minsu.fields["email_verified"] == "2024-01-02 03:05:00+00"
    assert (jiwoo.fields["email_verified"], jiwoo.fields["roles"]) == (False, ())
    assert hajun.fields["locked_until"] == "2999-01-01 00:00:00+00"
    assert minsu.offered["full_name"] == "김민수"
    kinds = [[left.kind for left in row.left_behind] for row in (minsu, jiwoo, hajun)]
    assert kinds == [[], ["identity"], ["identity"]]


def test_backslashes_of_phpmyadmin_and_mysql_are_read() -> None:
    phpmyadmin, mysql = read_sample("phpmyadmin.csv"), read_sample("mysqldump.txt")

    assert phpmyadmin[0].offered["display_name"] == '"민수" \\ 김'
    assert [row.fields["roles"] for row in phpmyadmin] == [("administrator",), ("author",), ()]
    assert mysql[0].offered["bio"] == '"책"을\t좋아해요\r\n\\o/'
    assert mysql[1].fields["email_verified"] is False


def test_wordpress_has_roles_in_a_form_of_its_own() -> None:
    minsu, jiwoo, _ = (row.fields for row in read_sample("wordpress.csv"))

    assert (minsu["id"], minsu["username"], minsu["roles"]) == ("1", "minsu", ("administrator",))
    assert jiwoo["roles"] == ("author",)
    assert WORDPRESS.read(1, {"roles": "editor,author"}).fields["roles"] == ("editor", "author")


def test_devise_and_laravel_name_what_stays_behind() -> None:
    devise, laravel = read_sample("devise.csv"), read_sample("laravel.csv")

    assert [left.kind for left in devise[0].left_behind] == ["totp", "admin"]
    assert (devise[0].fields["roles"], devise[2].fields["locked"]) == (("editor",), "2023-01-01 00:00:00")
    assert [left.kind for left in laravel[0].left_behind] == ["totp"]
    assert laravel[0].offered["name"] == "김민수"
    assert laravel[1].fields["email_verified"] is False


def test_who_is_anonymous_is_counted_and_not_refused() -> None:
    assert from_supabase(3, {"id": "1", "email": None, "is_anonymous": "t"}) == OtherRow(3, "anonymous")
    assert isinstance(from_supabase(4, {"email": "kim@example.kr", "is_anonymous": False}), Row)
    firebase = Firebase(None)
    assert firebase.read(5, {"localId": "a", "providerUserInfo": []}) == OtherRow(5, "anonymous")
    assert isinstance(firebase.read(6, {"localId": "a", "twitter_a": "77"}), Row)
