"""The planning that a facilitator, or a member of an organisation, follows from their own calendar program."""
