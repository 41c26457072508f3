"""What staff do in the admin: what is offered, changed and called off, and who is told."""
