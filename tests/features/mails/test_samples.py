from pathlib import Path

from daemun.features.mails.samples import SAMPLES
from daemun.mail import templates


def test_every_mail_that_there_is_has_a_sample() -> None:
    folder = Path(templates.__file__).with_name("templates")

    assert {file.stem for file in folder.rglob("*.txt")} == set(SAMPLES)
