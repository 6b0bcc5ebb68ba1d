"""Uploads: checked by content, stored under their hash, served as attachments."""
