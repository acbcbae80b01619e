"""`<other_than(options):factor_id>` in an address: any name except that of a sibling call, so that an
`OPTIONS` request does not mix the two.
"""

import re
from typing import Final

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter, Map

_CONVERTER: Final = "other_than"


class _OtherThan(BaseConverter):
    def __init__(self, url_map: Map, name: str) -> None:
        super().__init__(url_map)
        self.regex = rf"(?!{re.escape(name)}$)[^/]+"


def know_other_names(routes: Blueprint) -> None:
    """Let the addresses of a blueprint use this converter."""
    routes.record_once(_install)


def _install(state: BlueprintSetupState) -> None:
    state.app.url_map.converters[_CONVERTER] = _OtherThan
