"""The blueprint that the pages of accounts, cards and sign-in hang on."""

from flask import Blueprint

bp = Blueprint("identity", __name__)
