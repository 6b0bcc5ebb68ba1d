"""Reports and briefings, filled from one corpus, exported and published."""
