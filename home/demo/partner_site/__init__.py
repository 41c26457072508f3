"""The site of a library that does not exist, on an origin of its own, which shows ours in each way there is."""
