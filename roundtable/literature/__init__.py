"""The literature: what a programme builds on, where it was looked for, and how strong it is."""
