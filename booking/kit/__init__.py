"""What a partner shows and counts beside its frames: a poster, addresses for its site, how often all of it was seen."""
