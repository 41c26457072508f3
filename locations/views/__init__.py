"""Addresses of this part that are no pages of the tree, one module a subject."""
