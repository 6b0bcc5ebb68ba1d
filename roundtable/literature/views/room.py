"""The room's place among the addresses."""

from flask import Blueprint

blueprint = Blueprint("literature", __name__, url_prefix="/programmes/<programme>/literature")
