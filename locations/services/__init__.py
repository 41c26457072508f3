"""Changes to places: the gazetteer, the import, the hours."""
