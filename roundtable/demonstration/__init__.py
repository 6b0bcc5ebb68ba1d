"""The demonstration: two programmes with life in them. Their people and places are invented; their facts are true."""
