from pathlib import Path

import pytest

from daemun.settings.secret_file import SecretFileRefused, is_readable_by_everybody, read_secret_file


def test_a_newline_at_the_end_is_not_part_of_the_secret(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    for content in (b"text", b"text\n", b"text\r\n"):
        file.write_bytes(content)
        assert read_secret_file(file) == ["text"]


@pytest.mark.requirement("CF-03")
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"x" * 70_000])
def test_what_is_no_secret_is_refused_without_repeating_it(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)

    with pytest.raises(SecretFileRefused) as refused:
        read_secret_file(str(file))

    assert str(file) not in str(refused.value)


@pytest.mark.requirement("CF-03")
@pytest.mark.parametrize("path", ["hunter2", "hunter2\0", "", 7, None])
def test_a_secret_in_place_of_a_path_is_not_repeated(path: object) -> None:
    with pytest.raises(SecretFileRefused) as refused:
        read_secret_file(path)

    assert "hunter2" not in str(refused.value)


def test_who_may_read_a_file_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch()
    for mode, readable in ((0o600, False), (0o640, False), (0o604, True), (0o644, True)):
        file.chmod(mode)
        assert is_readable_by_everybody(file) == readable
    assert not is_readable_by_everybody(tmp_path / "absent")
