"""Programmes: aims, outcomes framework, stakeholder groups, audiences, members and look."""
