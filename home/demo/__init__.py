"""
The demonstration's content: the network's history as it was told in 2013 and 2014, and a living agenda around today.

The partner places in Paris, their hosts and the people who book are invented. Each module loads one subject, keyed by
slug: what exists already is left as it is, whatever was made of it since.
"""
