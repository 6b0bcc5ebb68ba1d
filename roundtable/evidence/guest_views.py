"""What guests answer here, by link or on a public page."""

from flask import Blueprint

blueprint = Blueprint("evidence_guest", __name__)
