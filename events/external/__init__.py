"""Partners' own calendars: their addresses, what is asked of other people's servers, what is taken from the answer."""
