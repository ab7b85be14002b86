"""QR codes as SVG, in the paper's colours. They stay dark on light in every colour scheme: many readers need that."""

import io

import segno

_INK, _PAPER = "#1f1c18", "#fbf9f3"
QUIET_MODULES = 4
"""The margin that the standard asks for."""


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG element that takes the size of its box."""
    code = segno.make(text, error="m", micro=False)
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        border=QUIET_MODULES,
        dark=_INK,
        light=_PAPER,
        xmldecl=False,
        nl=False,
        omitsize=True,
        svgclass="qr",
    )
    return out.getvalue().decode()
