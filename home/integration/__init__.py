"""`/integration/`: a partner chooses what its site shows of ours, sees it, and copies what shows it there; oEmbed."""
