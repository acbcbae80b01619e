"""`make answer-times`: whether the time of an answer says who has an account.

`/password/forgot`, `/login/code` and `/register` with known and unknown addresses, in random order, against a
real server and a real mail server; a rank test (Mann-Whitney) says how likely the difference is chance.
"""

import math
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from statistics import median

from tests.mail.smtp_server import SmtpServer, a_mail_server
from tests.server_process import ServerProcess, wait_until

PAIRS = 300
PEOPLE = 40
_UNTIL_MAILS_ARE_OUT = 0.06
"""Seconds."""
PASSWORD = "wide-otter-lamp-42-river"
ROOMY = {
    "DAEMUN_MAIL_MAX_REQUESTS_PER_ADDRESS": "1000000",
    "DAEMUN_MAIL_MAX_PER_HOUR": "1000000",
    "DAEMUN_MAILED_CODES_ENABLED": "true",
    "DAEMUN_MAIL_SENDER": "Bookshop <login@shop.example>",
    "DAEMUN_MAIL_LINKS_RESET": "https://shop.example/reset",
}


def main() -> int:
    """Print a row for each call; exit code 1 when one of them tells people apart."""
    with a_mail_server() as smtp, tempfile.TemporaryDirectory() as folder:
        environment = {**ROOMY, "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{smtp.port}"}
        with ServerProcess(Path(folder) / "server", environment=environment, workers=1) as server:
            people = [_register(server, smtp, f"known{number}@example.kr") for number in range(PEOPLE)]
            calls: dict[str, Callable[[str], object]] = {
                "/password/forgot": lambda email: server.post("/auth/password/forgot", {"email": email}),
                "/login/code": lambda email: server.post("/auth/login/code", {"email": email}),
                "/register": lambda email: server.post(
                    "/auth/register", {"email": email, "password": PASSWORD}
                ),
            }
            chances = [_compare(name, call, people) for name, call in calls.items()]
    return 0 if min(chances) > 0.01 else 1


def _register(server: ServerProcess, smtp: SmtpServer, address: str) -> str:
    held = server.post("/auth/register", {"email": address, "password": PASSWORD})

    def arrived() -> list[EmailMessage]:
        return [mail for mail in smtp.received.mails if mail["To"] == address]

    wait_until(lambda: bool(arrived()), 20)
    part = arrived()[0].get_body(("plain",))
    text = str(part.get_content()).replace("\r", "") if part is not None else ""
    code = re.search(r"^ *(\d{4} \d{4})$", text, re.MULTILINE)
    body = {"registration": held.body["registration"], "code": code[1] if code else ""}
    assert server.post("/auth/register/confirm", body).status == 201
    return address


def _compare(name: str, call: Callable[[str], object], people: list[str]) -> float:
    known: list[float] = []
    unknown: list[float] = []
    for number in range(PAIRS):
        turns = [(known, people[number % len(people)]), (unknown, f"nobody{number}@example.kr")]
        random.shuffle(turns)
        for times, address in turns:
            start = time.perf_counter()
            call(address)
            times.append(time.perf_counter() - start)
            # The mail of this one must not slow the next.
            time.sleep(_UNTIL_MAILS_ARE_OUT)
    chance = _rank_test(known, unknown)
    middle = [f"{median(times) * 1000:.2f} ms" for times in (known, unknown)]
    print(f"{name:18} known {middle[0]:>9}  unknown {middle[1]:>9}  p = {chance:.3f}")
    return chance


def _rank_test(one: list[float], other: list[float]) -> float:
    """How likely so large a difference is chance, in both directions (Mann and Whitney 1947)."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_, is_of_one) in enumerate(ranked, 1) if is_of_one)
    n, m = len(one), len(other)
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(ranks - n * (n + 1) / 2 - n * m / 2) / deviation / math.sqrt(2))


if __name__ == "__main__":
    sys.exit(main())
