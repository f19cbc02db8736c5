"""Pages of the package (being written)."""

from flask import Blueprint

bp = Blueprint("registry", __name__)
