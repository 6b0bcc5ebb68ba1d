"""Stakeholders are invited to events and give evidence; from it we draw themes and findings, write reports,
disseminate them, and follow up what was promised."""
