"""Making a photo small and anonymous: `python shrinking.py`, a photo on stdin, two pictures (WebP) on stdout.

A program of its own, so that a picture made to blow up memory or to abuse a decoder ends here and not in the house,
and so that the web process stays small. It imports nothing of the house.
"""

import io
import sys

# (bytes at the most, ways to get there: (longest side in pixels, quality)); for a page, and for a list. The first way
# that is light enough is taken, so that a first visit of a room's page stays below 200 kB.
LARGE = (90_000, ((1600, 80), (1600, 65), (1600, 50), (1280, 55), (1280, 40), (960, 45), (960, 30)))
SMALL = (20_000, ((480, 80), (480, 60), (480, 40)))
MOST_PIXELS = 50_000_000
MOST_MEMORY_MB, MOST_SECONDS = 1024, 30
# How this program ends.
NO_PHOTO, TOO_LARGE = 3, 4
FORMATS = ("JPEG", "PNG", "WEBP")


def shrink(data):
    """Return a photo as (large, small) WebP bytes, turned upright, with nothing but its pixels. Raises OSError etc."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
        if photo.width * photo.height > MOST_PIXELS:
            raise OverflowError
        # A JPEG can be read at a half, a quarter or an eighth; what does not fit is not even unpacked.
        photo.draft("RGB", (LARGE[1][0][0],) * 2)
        picture = ImageOps.exif_transpose(photo)
        has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_holes else "RGB")
    if has_holes:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    return tuple(_light_enough(picture, *limits) for limits in (LARGE, SMALL))


def _light_enough(picture, most_bytes, ways):
    for longest, quality in ways:
        data = _as_webp(picture, longest, quality)
        if len(data) <= most_bytes:
            break
    return data


def _as_webp(picture, longest, quality):
    from PIL import Image

    small = picture.copy()
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    # A picture of its own, from pixels only: no EXIF, no place, no colour profile, no comment.
    bare = Image.frombytes("RGB", small.size, small.tobytes())
    sink = io.BytesIO()
    bare.save(sink, "WEBP", quality=quality, method=4)
    return sink.getvalue()


def main():
    """Read, shrink, write: eight bytes with the length of the large picture, then both pictures."""
    _limit()
    try:
        large, small = shrink(sys.stdin.buffer.read())
    except (OverflowError, MemoryError):
        return TOO_LARGE
    except Exception as failure:
        # Decoders fail in many ways; Pillow's own guard against bombs is one of them.
        return TOO_LARGE if type(failure).__name__.startswith("Decompression") else NO_PHOTO
    sys.stdout.buffer.write(len(large).to_bytes(8, "big") + large + small)
    return 0


def _limit():
    try:
        import resource

        most = MOST_MEMORY_MB * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    except (ImportError, ValueError, OSError):
        # Not every system knows such limits.
        return


if __name__ == "__main__":
    sys.exit(main())
