"""Where the pages of stakeholders stand."""

from flask import Blueprint

blueprint = Blueprint("stakeholders", __name__, url_prefix="/programmes/<programme>/stakeholders")
