"""When something repeats: our own rule, its dates, its words."""
