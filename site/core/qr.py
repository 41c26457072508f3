"""QR codes: an address that a telephone reads from paper. Pure."""

import segno


def qr_svg(address: str) -> str:
    """
    The code of this address as one inline ``<svg>``, dark on white whatever the page's colours.

    Level M mends 15 % of damage (ISO/IEC 18004), and four clear modules are its margin: what a fold and a cheap
    printer ask for. The address is drawn, never written: nothing of it is in the markup.
    """
    # Any of the eight masks is valid; weighing them all takes five times as long, and readers see no difference
    code = segno.make_qr(address, error="m", mask=3)
    return str(code.svg_inline(border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None))
