"""The public names, as a strict type checker sees them in somebody else's project."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.promises.tree import ROOT

TYPED = Path(__file__).with_name("typed_application.py")
# A cache that outlives the run: most of the time goes into the packages.
OPTIONS = ("--strict", "--no-error-summary", "--cache-dir", str(ROOT / ".mypy_cache" / "outside"))
HEAD = """
from datetime import timedelta
from flask import Flask
from daemun import Daemun, Message, User, current_token, current_user, login_required
from daemun_verify import FixedKeySet, Verifier

app = Flask(__name__)
auth = Daemun(app)


def verify(verifier: Verifier, keys: FixedKeySet) -> None:
"""
WRONG: Mapping[str, tuple[str, str]] = {
    "an unknown argument": ("Daemun(app, mail=None)", "call-arg"),
    "claims without the session": ("Daemun(claims=lambda user: {})", "misc"),
    "claims that are a list": ("Daemun(claims=lambda user, session: [1])", "return-value"),
    "a profile that is an object": ("Daemun(profile=object())", "arg-type"),
    "a profile that is no model": ("Daemun(profile=dict)", "arg-type"),
    "one rule instead of a list": ("Daemun(password_rules=lambda password, context: None)", "arg-type"),
    "a rule that answers yes": ("Daemun(password_rules=[lambda password, context: True])", "return-value"),
    "an identifier that there is not": ("Daemun(identifiers=('phone',))", "arg-type"),
    "a mailer that cannot send": ("Daemun(mailer=object())", "arg-type"),
    "a store by its address": ("Daemun(store='sqlite://')", "arg-type"),
    "an age in seconds": ("login_required(max_age=300)", "call-overload"),
    "a role as a number": ("login_required(roles=1)", "call-overload"),
    "an unknown demand": ("login_required(role='admin')", "call-overload"),
    "a name that may be missing": ("current_user.username.upper()", "union-attr"),
    "a claim as text": ("current_token.expires_at.upper()", "attr-defined"),
    "an unknown claim": ("current_token.nickname", "attr-defined"),
    "a message without language": ("Message(to='a@b.example', subject='', text='')", "call-arg"),
    "a changed user": ("User.username = 'minsu'", "misc"),
    "a verifier without audience": ("Verifier(issuer='https://a.example', keys=keys)", "call-arg"),
    "a verifier without keys": ("Verifier(issuer='a', audience='b', keys=None)", "arg-type"),
    "a token of bytes": ("verifier.verify(b'')", "arg-type"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """What the checker says of each file, as `line code`; with no settings of this project."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "typed.py").write_text(TYPED.read_text())
    (folder / "wrong.py").write_text(HEAD + "".join(f"    {written}\n" for written, _ in WRONG.values()))
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *OPTIONS, "typed.py", "wrong.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not run.stderr, run.stderr
    found: dict[str, list[str]] = {"typed.py": [], "wrong.py": []}
    for file, line, code in re.findall(r"^(\w+\.py):(\d+): error: .*\[([\w-]+)\]$", run.stdout, re.MULTILINE):
        found[file].append(f"{line} {code}")
    assert run.returncode in (0, 1), run.stdout
    return found


def test_an_application_that_uses_every_name_is_well_typed(complaints: Mapping[str, list[str]]) -> None:
    assert complaints["typed.py"] == []


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_use_is_told(complaints: Mapping[str, list[str]], wrong: str) -> None:
    _, code = WRONG[wrong]
    line = HEAD.count("\n") + 1 + list(WRONG).index(wrong)

    assert f"{line} {code}" in complaints["wrong.py"]
