"""One's own booking: found by code or link, seen, printed, changed, downloaded, erased. A GET changes nothing."""
