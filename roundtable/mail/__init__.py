"""Letters: written with the deed, composed and reviewed, posted once.

A room writes a letter with `actions.write` and gives it its words with `@composing.composer("kind")`. The pages of
the outbox see several rooms and stand in `overview/outbox`.
"""
