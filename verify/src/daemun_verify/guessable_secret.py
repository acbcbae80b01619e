"""Recognizing secrets that people made up or copied, instead of generating them."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator
from itertools import pairwise

_MIN_DISTINCT = 10
"""Bytes; 32 random digits of base 16 have fewer once in ten thousand times."""
_MIN_NEW_TRIPLES = 0.8
"""Of random bytes nearly every three are new."""
_MIN_DECODED = 16

# What manuals print and people copy; other samples fall under the rules below. In lower case.
_SAMPLES = frozenset(
    {
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
        "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
        "3ek6fd+o0+c7tzbnvfjpmkndi2yaraakzqlk8o2ikoxqu4nf7edah8s3twphwrdwt6r",
    }
)
# What samples are made of: `your-256-bit-secret-key-change-this-in-production`.
_WORDS = re.compile(
    "production|development|characters|insecure|password|example|private|minimum|default|signing|testing|replace"
    "|secret|change|signed|string|random|please|secure|should|strong|least|bytes|token|super|login|admin|local"
    "|never|value|valid|your|with|that|this|must|have|keep|safe|long|very|more|than|make|here|bits|hash|auth|demo"
    "|test|user|real|prod|key|jwt|bit|use|for|and|the|not|app|dev|env|api|my|in|at|be|to"
)
_SENTENCE = re.compile(r"[a-z]*(?:[^A-Za-z0-9]*[A-Z][a-z]{2,})+[^A-Za-z0-9]*|[^A-Z0-9]+|[^a-z0-9]+")
_NOT_LETTERS = re.compile(r"[^A-Za-z0-9]+")


def is_guessable(secret: bytes) -> bool:
    """Whether a secret almost certainly does not come from a generator.

    That is: few distinct bytes, repeats, runs, plain words, words of samples, samples from manuals, and the
    base64 or base16 of any of these.
    """
    return any(_is_guessable(form) for form in (secret, *_decoded(secret)))


def _is_guessable(secret: bytes) -> bool:
    triples = list(zip(secret, secret[1:], secret[2:], strict=False))
    steps = [after - before for before, after in pairwise(secret)]
    return (
        len(set(secret)) < _MIN_DISTINCT
        or len(set(triples)) < len(triples) * _MIN_NEW_TRIPLES
        or sum(step in (-1, 0, 1) for step in steps) > len(steps) / 2
        or _is_words(secret)
        or _is_sample(secret)
    )


def _is_words(secret: bytes) -> bool:
    try:
        text = secret.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if not text.isascii():
        return all(character.isalpha() or character in " -_.," for character in text)
    letters = _NOT_LETTERS.sub("", text.lower())
    rest = _WORDS.sub("", letters)
    return _SENTENCE.fullmatch(text) is not None or len(rest) < len(letters) / 2


def _is_sample(secret: bytes) -> bool:
    forms = (secret.decode("latin-1"), secret.hex(), b64encode(secret).decode("ascii"))
    return any(form.lower() in _SAMPLES for form in forms)


def _decoded(secret: bytes) -> Iterator[bytes]:
    """The secret decoded from base16 or base64, where it is that."""
    for decode in (_from_base16, _from_base64):
        try:
            decoded = decode(secret)
        except (Error, ValueError):
            continue
        if len(decoded) >= _MIN_DECODED:
            yield decoded


def _from_base16(secret: bytes) -> bytes:
    return bytes.fromhex(secret.decode("ascii"))


def _from_base64(secret: bytes) -> bytes:
    standard = secret.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    return b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
