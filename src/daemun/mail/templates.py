"""MailTemplates: texts of mails, one file per mail and language; the application's own take precedence.

`<folder>/mail/<language>/<name>.txt`: the first line is the subject, then an empty line, then the text. The
HTML is generated from the text, unless there is a file `<name>.html`; values are escaped there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    select_autoescape,
)

from daemun.mail.blocks import read_blocks

FALLBACK: Final = "en"
_OURS: Final = Path(__file__).with_name("templates")
_OWN: Final = "mail"
_LAYOUT: Final = "layout.html"
_SUFFIXES: Final = (".txt", ".html")

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of a mail."""

    subject: str
    text: str
    html: str


class MailTemplates:
    """Writes mails in the user's language, or in English if there is no such template."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: the application's own texts; its templates are below `mail/`."""
        self._own = folder / _OWN if folder is not None else None
        folders = [_OURS] if self._own is None else [self._own, _OURS]
        self._environment = Environment(
            loader=FileSystemLoader(folders, encoding="utf-8-sig"),
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, name: str, language: str, facts: Facts) -> Written:
        """Write a mail. facts: the values that its template may use, by name."""
        chosen = language if self._has(f"{language}/{name}.txt") else FALLBACK
        head, _, text = self._render(f"{chosen}/{name}.txt", facts).partition("\n")
        html = f"{chosen}/{name}.html"
        # One line, whatever the facts contain.
        subject = " ".join(head.split())
        text = text.lstrip("\n")
        if self._has(html):
            return Written(subject, text, self._render(html, facts))
        return Written(subject, text, self.layout(subject, text, language=chosen))

    def layout(self, subject: str, text: str, *, language: str) -> str:
        """Make the HTML of a mail from its texts. language: RFC 5646."""
        layout = self._environment.get_template(_LAYOUT)
        return layout.render(subject=subject, language=language, blocks=read_blocks(text))

    def find_mistakes(self, samples: Mapping[str, Facts]) -> Iterator[str]:
        """Try every template of the application, and report mistakes. samples: facts by name of mail."""
        if self._own is None or not self._own.is_dir():
            return
        for file in sorted(path for path in self._own.rglob("*") if path.is_file()):
            where = file.relative_to(self._own)
            place = f"{_OWN}/{where.as_posix()}"
            if len(where.parts) != 2 or file.suffix not in _SUFFIXES or file.stem not in samples:
                yield f"{place}: no such mail{_near(file, samples)}"
                continue
            try:
                self._try(where.as_posix(), samples[file.stem])
            except (TemplateError, ValueError) as error:
                yield f"{place}: {error}"

    def _try(self, template: str, facts: Facts) -> None:
        written = self._render(template, facts)
        if template.endswith(".html"):
            if not self._has(template.removesuffix(".html") + ".txt"):
                raise ValueError("needs the .txt file of that name beside it")
            return
        subject, _, rest = written.partition("\n")
        if not subject.strip() or not rest.startswith("\n") or not rest.strip():
            raise ValueError("must be a subject, an empty line, and the text")

    def _render(self, template: str, facts: Facts) -> str:
        try:
            return self._environment.get_template(template).render(facts)
        except UnicodeDecodeError:
            raise ValueError("is not UTF-8") from None

    def _has(self, template: str) -> bool:
        try:
            self._environment.get_template(template)
        except TemplateNotFound:
            return False
        return True


def template_languages() -> Sequence[str]:
    """The languages of our own templates."""
    return sorted(path.name for path in _OURS.iterdir() if path.is_dir())


def _near(file: Path, samples: Mapping[str, Facts]) -> str:
    known = [f"{name}{suffix}" for name in samples for suffix in _SUFFIXES]
    near = get_close_matches(file.name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
