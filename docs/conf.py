"""How `make docs` makes the site: the same Markdown files that are read in the repository, with a menu.

Built from the root of the repository, so that links between pages, examples and the top files are the same
in both places.
"""

import re
from collections.abc import Iterator, Sequence

from pygments.lexers.shell import BashLexer
from sphinx.application import Sphinx

project = "Daemun"
author = "Daemun"
version = release = ""
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "examples/*/README.md", "verify/README.md"]
exclude_patterns = [
    ".*",
    "build",
    "dist",
    "node_modules",
    "src",
    "tests",
    "tools",
    "verify/tests",
    "docs/_site",
]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = "Daemun"
html_extra_path = ["_site"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
copybutton_prompt_text = "$ "

FIRST_MENU = {
    "Tutorial": ("/docs/tutorial/*",),
    "Examples": ("/examples/*/README",),
}
LAST_MENU = {
    "Explanation": ("/docs/explanation/*",),
    "Reference": ("/docs/reference/*", "/verify/README"),
    "Decisions": ("/docs/decisions/README", "/docs/decisions/0*"),
    "Project": ("/README*", "/ARCHITECTURE", "/CONTRIBUTING", "/SECURITY", "/CHANGELOG"),
}
"""Captions of the menu, and the pages below each: a new page is found by its folder. In between are the
groups in which the first page lists the how-to pages.
"""

_HOW_TO = re.compile(r"^## How to$(?P<groups>.*?)(?=^## )", re.MULTILINE | re.DOTALL)
_LINK_TO_PAGE = re.compile(r"\]\((how-to/[\w.-]+)\.md\)")
_NAMED_FILE = re.compile(r"^```(?P<language>\w+) (?P<name>[\w./-]+)$", re.MULTILINE)
_ARGUMENT = re.compile(r"(?P<names>\w+(?:, \w+)*): (?P<text>.+)")


def setup(app: Sphinx) -> None:
    app.add_lexer("env", BashLexer)
    app.connect("source-read", show_file_names)
    app.connect("source-read", add_menu)
    app.connect("autodoc-process-docstring", write_for_sphinx)


def show_file_names(_app: Sphinx, _page: str, source: list[str]) -> None:
    """A block that begins with a language and a name is a file to write: the name stands above it."""
    source[0] = _NAMED_FILE.sub(r"```{code-block} \g<language>\n:caption: \g<name>\n", source[0])


def add_menu(_app: Sphinx, page: str, source: list[str]) -> None:
    """Give the first page its menu. In the repository it has none: there the folders are the menu."""
    if page != root_doc:
        return
    for caption, globs in (FIRST_MENU | groups_of_how_to_pages(source[0]) | LAST_MENU).items():
        lines = ("```{toctree}", ":hidden:", ":glob:", f":caption: {caption}", "", *globs, "```")
        source[0] += "\n" + "\n".join(lines) + "\n"


def groups_of_how_to_pages(first_page: str) -> dict[str, tuple[str, ...]]:
    """The groups below "How to": a caption, and the list of pages that follows it."""
    how_to = _HOW_TO.search(first_page)
    groups = how_to["groups"].strip().split("\n\n") if how_to else []
    return {
        group.splitlines()[0]: tuple(f"/docs/{page}" for page in dict.fromkeys(_LINK_TO_PAGE.findall(group)))
        for group in groups
    }


def write_for_sphinx(
    _app: Sphinx, _what: str, _name: str, _thing: object, _options: object, lines: list[str]
) -> None:
    """Our docstrings say `argument: text` with an indented rest, and indent code: both as Sphinx wants it."""
    lines[:] = list(_lines_for_sphinx(lines))


def _lines_for_sphinx(lines: Sequence[str]) -> Iterator[str]:
    previous = ""
    in_fields = in_code = False
    for line in lines:
        is_indented = line.startswith(" ")
        argument = _ARGUMENT.fullmatch(line)
        if argument is not None and (in_fields or not previous):
            in_fields = True
            yield from (f":param {name}: {argument['text']}" for name in argument["names"].split(", "))
        else:
            if in_fields and not is_indented:
                in_fields = False
                yield ""
            if is_indented and not previous and not in_code:
                yield from ("::", "")
            in_code = not in_fields and (is_indented or (in_code and not line))
            yield line
        previous = line
