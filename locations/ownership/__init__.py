"""
Whose it is: a member manages what its organisations own, and nothing else.

`members` says who belongs where, `policy` what that allows on a model (`media`: on pictures), `viewsets` holds every
screen to it, `forms` what a form lets one choose; `doors` shuts all other screens to partners, and `menu` hides them.
"""
