"""Storm: very many clients that each ask again and again, in a process of their own."""

import asyncio
import json
import multiprocessing
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import count

from daemun.randomness import SystemRandomness

Write = Callable[[int], bytes]
"""From a number to a whole request."""

_ANSWER_SECONDS = 20.0


def storm(port: int, write: Write, *, clients: int, seconds: float) -> Counter[int]:
    """How often each status came back; 0: no answer. `write` must be a function of a module."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, port, write, clients, seconds).result()


def _run(port: int, write: Write, clients: int, seconds: float) -> Counter[int]:
    return asyncio.run(_rage(port, write, clients, seconds))


async def _rage(port: int, write: Write, clients: int, seconds: float) -> Counter[int]:
    statuses: Counter[int] = Counter()
    numbers = count()
    ends = time.monotonic() + seconds

    async def live() -> None:
        while time.monotonic() < ends:
            try:
                statuses[await asyncio.wait_for(_ask(port, write(next(numbers))), _ANSWER_SECONDS)] += 1
            except (OSError, TimeoutError, ValueError, IndexError):
                statuses[0] += 1

    await asyncio.gather(*(live() for _ in range(clients)))
    return statuses


async def _ask(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        line = await reader.readline()
        await reader.read()
        return int(line.split()[1])
    finally:
        writer.close()


def a_login(number: int) -> bytes:
    """Of nobody, with a password that must be hashed."""
    body = f'{{"username": "nobody-{number}", "password": "wide-otter-lamp-42-river"}}'
    return a_post("/auth/login", body)


def a_registration(number: int) -> bytes:
    body = f'{{"username": "flood-{number}", "password": "wide-otter-lamp-{number}-river"}}'
    return a_post("/auth/register", body)


def an_unknown_key(number: int) -> bytes:
    """A token of a key that nobody has."""
    return a_visit(_token({"alg": "ES256", "typ": "at+jwt", "kid": f"unknown-{number}"}))


def a_forged_token(number: int) -> bytes:
    """Unsigned, signed with something else, or noise."""
    kinds = (
        {"alg": "none", "typ": "at+jwt"},
        {"alg": "HS256", "typ": "at+jwt"},
        {"alg": "ES256", "typ": "JWT"},
    )
    if number % 4 == 3:
        return a_visit(SystemRandomness().token(200).hex())
    return a_visit(_token(kinds[number % 4]))


def a_post(path: str, body: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", body)).encode()


def a_visit(token: str) -> bytes:
    head = (
        "GET /protected HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode()


def _token(header: dict[str, str]) -> str:
    parts = (
        json.dumps(header).encode(),
        b'{"iss":"daemun","aud":"daemun","sub":"x","exp":9999999999}',
        SystemRandomness().token(64),
    )
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
