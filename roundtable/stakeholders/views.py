"""Pages of stakeholders."""

from flask import Blueprint

blueprint = Blueprint("stakeholders", __name__)
