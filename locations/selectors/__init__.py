"""Questions that join the gazetteer and the places."""
