"""Pages of programmes."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)
