from daemun.features.user_transfer.sources.own import from_csv, from_json


def test_columns_are_read_by_their_names() -> None:
    row = from_csv(7, {"username": "minsu", "email": "", "roles": "editor, reader", "profile": '{"a": 1}'})

    assert row.number == 7
    assert row.fields == {"username": "minsu", "roles": ("editor", "reader"), "profile": {"a": 1}}


def test_a_mended_row_of_a_file_of_refused_rows_is_read_without_its_reason() -> None:
    row = from_json(7, {"username": "minsu", "refused": {"row": 3, "errors": []}})

    assert row.fields == {"username": "minsu"}
