"""A file of stakeholders on its way into the register: read, mapped, compared, and then written in bulk."""
