"""Page types, one module a subject."""
