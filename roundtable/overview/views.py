"""Pages of overview."""

from flask import Blueprint

blueprint = Blueprint("overview", __name__)
