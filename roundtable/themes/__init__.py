"""Excerpts of the evidence, coded to the themes of a codebook."""
