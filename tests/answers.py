"""What tests read from answers."""

import json

from werkzeug.test import TestResponse


def code_of(answer: TestResponse) -> str:
    """The code of a problem document."""
    return str(json.loads(answer.text)["code"])
