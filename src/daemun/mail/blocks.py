"""A mail's text as blocks, from which its HTML is made, so that both say the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

_LINK = re.compile(r"https?://[^\s<>\"']+")
_CODE = re.compile(r"\d{4} \d{4}")
_FACT = re.compile(r"(?P<label>[^:]{1,40}):\s+(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a mail.

    paragraph: text. link: a single URL; with a label, if the paragraph before it ended with a colon.
    code: just 8 digits. facts: indented lines, as labels and values.
    """

    kind: Literal["paragraph", "link", "code", "facts"]
    words: str = ""
    address: str = ""
    facts: tuple[tuple[str, str], ...] = field(default=())


def read_blocks(text: str) -> list[Block]:
    """Read the blocks of a text, which are separated by empty lines."""
    blocks: list[Block] = []
    for block in map(_read, _paragraphs(text)):
        if block.kind == "link" and blocks and blocks[-1].words.endswith(":"):
            words = blocks.pop().words.removesuffix(":")
            blocks.append(Block("link", words=words, address=block.address))
        else:
            blocks.append(block)
    return blocks


def _paragraphs(text: str) -> Iterator[list[str]]:
    for is_empty, lines in groupby(text.splitlines(), lambda line: not line.strip()):
        if not is_empty:
            yield list(lines)


def _read(lines: list[str]) -> Block:
    words = " ".join(line.strip() for line in lines)
    if _LINK.fullmatch(words):
        return Block("link", address=words)
    if _CODE.fullmatch(words):
        return Block("code", words=words)
    facts = [_FACT.fullmatch(line.strip()) for line in lines]
    if all(line.startswith("  ") for line in lines) and all(facts):
        return Block("facts", facts=tuple((fact["label"], fact["value"]) for fact in facts if fact))
    return Block("paragraph", words=words)
