"""What other sites may show of ours: how it looks, who may, and how it is answered and counted."""
