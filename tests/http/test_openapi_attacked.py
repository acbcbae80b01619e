"""schemathesis reads the description, and sends a real server what is within it and what is not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.promises.tree import ROOT, programs
from tests.server_process import ServerProcess

CASES_OF_EACH_CALL = 12
# What a name or a password may be is told by codes, not by a schema.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429"]

[generation]
database = "none"
# A NUL in a text is refused before the call is known: tests/attacks/test_input.py.
allow-x00 = false

# A token in the right shape is still none that was mailed.
[[operations]]
include-path = [
    "/email/restore", "/email/verify", "/invitations/accept", "/login/with/code", "/password/reset"
]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "422", "429"]
"""


@pytest.mark.timeout(300)
@pytest.mark.requirement("WB-09")
def test_whatever_is_sent_the_answer_is_one_that_is_described(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)

    with ServerProcess(tmp_path / "server", workers=1) as server:
        ran = subprocess.run(
            [
                *(str(programs() / "schemathesis"), "run", f"{server.url}/auth/openapi.json"),
                # `/verify` answers any method. That all others refuse what is not described: test_openapi.py.
                *("--exclude-checks", "unsupported_method"),
                *("--checks", "all", "--seed", "1", "--max-examples", str(CASES_OF_EACH_CALL)),
                *("--no-color", "--request-timeout", "20"),
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
                "SCHEMATHESIS_HOOKS": "tests.http.schemathesis_hooks",
            },
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        log = server.log_text()

    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "Traceback" not in log, log[-3000:]
    generated = re.search(r"(\d+) generated", ran.stdout)
    assert generated is not None
    assert int(generated.group(1)) > 500
