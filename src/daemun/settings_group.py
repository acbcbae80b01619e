"""SettingsGroup: how a feature declares its settings, once, with types, limits and manual text."""

from pydantic import BaseModel, ConfigDict


class SettingsGroup(BaseModel):
    """Frozen, typed settings of one feature. A field's docstring is its text in the manual."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )
