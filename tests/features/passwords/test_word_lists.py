import re
import subprocess
import sys

from daemun.features.passwords.word_lists import common_passwords


def test_both_lists_are_there() -> None:
    assert {"password", "iloveyou", "qlalfqjsgh123", "123456789"} <= common_passwords()
    assert len(common_passwords()) > 100_000


def test_hangul_is_listed_by_its_keys_only() -> None:
    assert [password for password in common_passwords() if re.search("[ㄱ-ㆎ가-힣]", password)] == []


def test_the_lists_are_read_once() -> None:
    assert common_passwords() is common_passwords()


def test_importing_reads_no_list() -> None:
    script = (
        "import daemun\n"
        "from daemun.features.passwords.word_lists import common_passwords\n"
        "print(common_passwords.cache_info().currsize)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert printed == "0\n"
