"""Pages of themes."""

from flask import Blueprint

blueprint = Blueprint("themes", __name__)
