"""Incoming mail: read from a mailbox, a file or a pipe, and handed to the room that it concerns.

What is understood and fits is done at once; what is not waits in a list for a person, with its reason and a
suggestion. Nothing that comes by mail deletes anything, and nobody is ever added by it.
"""
