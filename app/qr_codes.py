"""QR codes as pictures inside a page: no request, no script, sharp at every size."""

import functools

from markupsafe import Markup


@functools.lru_cache(maxsize=64)
def picture(address, label):
    """Return the code of an address as inline SVG; `label` says what it leads to. Kept, as the same ones are shown."""
    return draw(address, label)


def draw(text, label):
    """As `picture`, and not kept: for what is a secret."""
    # Only pages with a code need it.
    import segno

    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(scale=1, border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawing.replace("<svg ", str(Markup('<svg role="img" aria-label="{}" ').format(label)), 1))
