"""The places given away in the national standard."""
