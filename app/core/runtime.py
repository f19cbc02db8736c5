"""The settings and the vault of the running application, for services that need them."""

from typing import cast

from flask import current_app

from app.core.crypto import Vault
from app.core.settings import Settings


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])


def vault() -> Vault:
    """Return the vault that seals and opens fields."""
    return cast(Vault, current_app.extensions["vault"])
