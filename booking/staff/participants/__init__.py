"""« Participants » of one session: who comes, who waits, who came; for staff, and for those who hold the session."""
