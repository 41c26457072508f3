"""What a request gets, one module a subject."""
