"""Photos of rooms: small, upright, anonymous; what is no photo stays outside."""

import io
import os
import struct
import zlib

import pytest
from PIL import Image, ImageFilter

from app import shrinking
from app.database import db
from app.errors import Refused
from app.jobs import run_once
from app.pictures import PictureRefusal
from app.rooms import furnishing, photos
from app.rooms.models import Room
from tests.make import a_room

ORIENTATION, GPS, ARTIST = 0x0112, 0x8825, 0x013B


def a_photo(size=(60, 40), format="JPEG", colour="red", **more):
    """The bytes of a picture of one colour."""
    sink = io.BytesIO()
    Image.new(more.pop("mode", "RGB"), size, colour).save(sink, format, **more)
    return sink.getvalue()


def a_photo_with_a_past():
    """A photo that lies on its side, and tells who took it and where."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "Gast Eins"
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 53.0, 41.0), 3: "E", 4: (14.0, 48.0, 25.0)})
    photo = Image.new("RGB", (60, 40), "blue")
    photo.paste("red", (0, 0, 60, 20))
    sink = io.BytesIO()
    photo.save(sink, "JPEG", exif=exif, comment=b"zu Hause", quality=95)
    return sink.getvalue()


def a_bomb():
    """A few bytes that say they are a picture of 40,000 × 40,000 points."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")


def files(app):
    folder = app.config["DATA_DIR"] / "uploads"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def refusal(*args):
    with pytest.raises(Refused) as refused:
        photos.set_photo(*args)
    return refused.value.reason


def test_a_photo_is_kept_large_and_small_under_a_name_of_its_own(app):
    room = a_room()

    photos.set_photo(room.id, a_photo((3200, 2000)), " Blick in den Saal ")

    name = room.photo.removesuffix(".webp")
    assert room.photo_alt == "Blick in den Saal"
    assert files(app) == [f"raeume/{name}-klein.webp", f"raeume/{name}.webp"]
    sizes = [Image.open(photos.find_file(f"{name}{which}.webp")).size for which in ("", "-klein")]
    assert sizes == [(1600, 1000), (480, 300)]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_the_usual_formats_are_read(app, format):
    room = a_room()

    photos.set_photo(room.id, a_photo(format=format), "Ein Bild")

    assert Image.open(photos.find_file(room.photo)).format == "WEBP"


def test_a_small_photo_is_not_made_larger():
    assert [Image.open(io.BytesIO(data)).size for data in shrinking.shrink(a_photo((300, 200)))] == [(300, 200)] * 2


def test_a_photo_full_of_detail_stays_light():
    photo = Image.effect_noise((3000, 2000), 90).filter(ImageFilter.GaussianBlur(2)).convert("RGB")
    sink = io.BytesIO()
    photo.save(sink, "JPEG", quality=95)

    large, small = shrinking.shrink(sink.getvalue())

    assert (len(large) <= shrinking.LARGE[0], len(small) <= shrinking.SMALL[0]) == (True, True)
    assert Image.open(io.BytesIO(large)).width >= 960


def test_a_photo_is_turned_upright_and_tells_nothing_of_its_past():
    for data in shrinking.shrink(a_photo_with_a_past()):
        picture = Image.open(io.BytesIO(data))
        left, right = picture.getpixel((5, 30)), picture.getpixel((35, 30))
        assert (picture.size, dict(picture.getexif()), picture.info.get("exif")) == ((40, 60), {}, None)
        assert (left[2] > left[0], right[0] > right[2]) == (True, True)
        assert not any(word in data for word in (b"Gast", b"Hause", b"EXIF", b"Exif", b"XMP", b"ICCP"))


def test_what_is_see_through_lies_on_white_paper():
    data, _small = shrinking.shrink(a_photo(format="PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert min(Image.open(io.BytesIO(data)).getpixel((9, 9))) > 250


@pytest.mark.parametrize(
    "data",
    [
        b"", b"kein Foto", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7", a_photo()[:200], a_photo(format="GIF"), a_photo(format="TIFF"),
    ],
    ids=["nothing", "text", "svg", "pdf", "half a photo", "gif", "tiff"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_and_leaves_nothing_behind(app, data):
    room = a_room()

    assert refusal(room.id, data, "Ein Bild") is PictureRefusal.NO_PICTURE
    assert (room.photo, files(app)) == (None, [])


def test_a_bomb_is_refused_and_leaves_nothing_behind(app):
    room = a_room()

    assert refusal(room.id, a_bomb(), "Ein Bild") is PictureRefusal.TOO_LARGE
    assert (room.photo, files(app)) == (None, [])


def test_a_photo_without_words_is_refused(app):
    room = a_room()

    assert refusal(room.id, a_photo(), "  ") is PictureRefusal.NO_ALT
    assert (room.photo, files(app)) == (None, [])


def test_another_photo_replaces_the_first_whose_files_go_after_a_day(app):
    room = a_room()
    photos.set_photo(room.id, a_photo(), "Rot")
    first = room.photo
    photos.set_photo(room.id, a_photo(colour="green"), "Grün")

    run_once(app, "delete_unused_photos")
    kept = len(files(app))
    for path in (app.config["DATA_DIR"] / "uploads" / "raeume").iterdir():
        os.utime(path, (1, 1))
    run_once(app, "delete_unused_photos")

    assert (kept, photos.find_file(first)) == (4, None)
    assert files(app) == [f"raeume/{room.photo.removesuffix('.webp')}{which}.webp" for which in ("-klein", "")]


def test_a_photo_that_no_room_shows_is_not_found(app):
    room = a_room()
    photos.set_photo(room.id, a_photo(), "Rot")
    name = room.photo

    photos.remove_photo(room.id)
    photos.remove_photo(room.id)

    assert photos.find_file(name) is None
    assert [photos.find_file(other) for other in ("../secret_key", "x.webp", "")] == [None] * 3


def test_the_words_for_a_photo_can_be_bettered(app):
    room = a_room()
    photos.set_photo(room.id, a_photo(), "Rot")

    photos.describe_photo(room.id, "Der Saal mit roten Wänden")

    assert db.session.get(Room, room.id, populate_existing=True).photo_alt == "Der Saal mit roten Wänden"


def test_the_photo_of_a_deleted_room_goes(app):
    room = a_room()
    photos.set_photo(room.id, a_photo(), "Rot")
    name = room.photo

    furnishing.delete_room(room.id)

    assert photos.find_file(name) is None
