"""Reads that join the apps, one module a subject."""
