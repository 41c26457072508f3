"""The finder's map: clusters and outlines."""
