"""Commands of the package (being written)."""

from flask.cli import AppGroup

registry_cli = AppGroup("registry")
