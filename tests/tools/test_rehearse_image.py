from pathlib import Path

from tools.rehearse_image import Rehearsal


def test_commands_of_the_image_work_in_a_folder_of_this_machine() -> None:
    rehearsal = Rehearsal(Path("/tmp/x"), "python3.12", 5001)

    assert rehearsal.real("python -m venv /daemun && /daemun/bin/python -m pip install ./verify .") == (
        "python3.12 -m venv /tmp/x/daemun && /tmp/x/daemun/bin/python -m pip install ./verify ."
    )
    assert rehearsal.real("/daemun/bin:$PATH") == "/tmp/x/daemun/bin:$PATH"
    assert rehearsal.real("/var/lib/daemun") == "/tmp/x/var/lib/daemun"
    assert rehearsal.real("HTTPConnection('127.0.0.1', 8000)") == "HTTPConnection('127.0.0.1', 5001)"
