"""The national standard of places of digital help: reading and writing its files. Pure."""
