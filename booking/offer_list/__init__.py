"""The sessions to choose from: what an address asks for, what may be chosen, the days and their lines."""
