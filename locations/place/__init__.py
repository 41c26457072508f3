"""What is said of one place, in a list, on its page, aloud and on paper."""
