"""Pages of the package (being written)."""

from flask import Blueprint

bp = Blueprint("quiz", __name__)
