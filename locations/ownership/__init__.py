"""
Whose it is: a member manages what its organisations own, and nothing else.

`members` says who belongs where, `policy` what that allows on a model, `viewsets` holds every screen to it, `bulk` what
is done to several at once, `forms` what a form lets one choose.
"""
