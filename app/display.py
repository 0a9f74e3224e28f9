"""How things are shown: moments in words, in local time. The only place besides forms that knows Europe/Berlin."""

from datetime import time as time_of_day
from datetime import timedelta

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app import clock

MIDNIGHT = time_of_day()


def init_app(app):
    """Give the filters to the templates."""
    for show in (
        day, full_day, short_day, day_and_month, month, time, day_and_time, time_span, span, whole_days, moment, seats,
        duration,
    ):  # fmt: skip
        app.jinja_env.filters[show.__name__] = show


def day(value):
    """ "Samstag, 6. Februar" of a moment or a day; with the year where it is not the present one."""
    date = _as_date(value)
    skeleton = "EEEE, d. MMMM" if date.year == clock.today(clock.now()).year else "EEEE, d. MMMM y"
    return format_date(date, skeleton)


def full_day(value):
    """ "Samstag, 6. Februar 2027", for what is still read years later."""
    return format_date(_as_date(value), "EEEE, d. MMMM y")


def short_day(value):
    """ "Sa, 6.2." for tables, where there is no room for prose."""
    return format_date(_as_date(value), "EE, d.M.")


def day_and_month(value):
    """ "6. Februar"; with the year where it is not the present one."""
    date = _as_date(value)
    return format_date(date, "d. MMMM" if date.year == clock.today(clock.now()).year else "d. MMMM y")


def month(value):
    """ "Februar 2027"."""
    return format_date(_as_date(value), "LLLL y")


def weekday(value):
    """ "Samstag"."""
    return format_date(_as_date(value), "cccc")


def short_weekday(value):
    """ "Sa" for the head of a table."""
    return format_date(_as_date(value), "cccccc").rstrip(".")


def time(value):
    """ "14 Uhr" or "14:30 Uhr"."""
    return _("%(time)s Uhr", time=_bare_time(value))


def day_and_time(value):
    """ "Samstag, 6. Februar, 14 Uhr"."""
    return _("%(day)s, %(time)s", day=day(value), time=time(value))


def time_span(starts_at, ends_at):
    """ "14 bis 17 Uhr"; what ends at midnight ends at 24, not at 0."""
    end = "24" if _bare_time(ends_at) == "0" else _bare_time(ends_at)
    return _("%(start)s bis %(end)s Uhr", start=_bare_time(starts_at), end=end)


def short_times(starts_at, ends_at):
    """ "14–16" or "14:30–16" where there is no room for more; what ends at midnight ends at 24."""
    end = _bare_time(ends_at)
    return f"{_bare_time(starts_at)}–{'24' if end == '0' else end}"


def wall_span(opens, closes):
    """ "8 bis 22 Uhr" of two times of a day without a date, such as opening hours."""
    return _("%(start)s bis %(end)s Uhr", start=_spoken(opens), end=_spoken(closes))


def wall_time(wall):
    """ "2:30 Uhr" of a time of a day without a date."""
    return _("%(time)s Uhr", time=_spoken(wall))


def span(starts_at, ends_at):
    """ "Samstag, 6. Februar, 14 bis 17 Uhr"; over midnight both days are named."""
    # What ends at midnight still belongs to the day before.
    if clock.today(starts_at) == clock.today(ends_at - timedelta(seconds=1)):
        return _("%(day)s, %(times)s", day=day(starts_at), times=time_span(starts_at, ends_at))
    return _("%(start)s bis %(end)s", start=day_and_time(starts_at), end=day_and_time(ends_at))


def whole_days(starts_at, ends_at):
    """ "Samstag, 6. Februar" where a span is a whole day, "… bis …" where it is several, else as `span`."""
    if any(clock.local(each).time() != MIDNIGHT for each in (starts_at, ends_at)):
        return span(starts_at, ends_at)
    first, last = clock.today(starts_at), clock.today(ends_at - timedelta(seconds=1))
    return day(first) if first == last else _("%(start)s bis %(end)s", start=day(first), end=day(last))


def moment(value):
    """ "23.11.2026, 14:05" for lists of the team."""
    return format_date(_as_date(value), "dd.MM.y") + clock.local(value).strftime(", %H:%M")


def seats(number):
    """ "1 Platz", "3 Plätze"."""
    return ngettext("%(num)s Platz", "%(num)s Plätze", number)


def duration(minutes):
    """ "45 Minuten", "2 Stunden", "2 Stunden 30 Minuten"."""
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("%(num)s Stunde", "%(num)s Stunden", hours) if hours else ""
    in_minutes = ngettext("%(num)s Minute", "%(num)s Minuten", rest) if rest else ""
    return " ".join(part for part in (in_hours, in_minutes) if part)


def _as_date(value):
    return clock.today(value) if hasattr(value, "hour") else value


def _bare_time(value):
    return _spoken(clock.local(value))


def _spoken(wall):
    return f"{wall.hour}:{wall.minute:02}" if wall.minute else str(wall.hour)
