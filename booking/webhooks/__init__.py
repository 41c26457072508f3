"""The screens where a partner says which of its programs are called, and sees what these answered."""
