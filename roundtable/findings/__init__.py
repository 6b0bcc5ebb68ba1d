"""Gaps and recommendations, drawn from excerpts."""
