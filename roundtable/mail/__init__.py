"""Letters: written with the deed, composed and reviewed, posted once."""
