"""The agenda as lists show it: what an address asks for, its lines, its days."""
