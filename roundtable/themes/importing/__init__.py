"""Codings and codebooks that were made elsewhere."""
