"""How staff say when an event happens: its rule with the words for it, its dates one by one, and from one date on."""
