"""Votes and statements from files: paper ballots that were typed in, other tools' exports, Polis's."""
