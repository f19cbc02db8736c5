"""Pages of the package (being written)."""

from flask import Blueprint

bp = Blueprint("operations", __name__)
