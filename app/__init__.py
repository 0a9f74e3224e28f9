"""WIRkstätte: rooms, formats and events, registrations, calendars and notices of a house. Put together here."""

import functools
from pathlib import Path

from babel.core import get_global
from flask import Flask
from flask_babel import Babel
from werkzeug.routing import IntegerConverter

from app import database, display, errors, house, jobs, limits, markdown, pages, parts, security
from config import load_config

# Numbers of rows; a larger one is no row's, and PostgreSQL would refuse to look for it.
LARGEST_NUMBER = 2**31 - 1
ROOT = Path(__file__).resolve().parent.parent


def create_app(settings=None):
    """Return the app; `settings` go over those of the environment (for tests). Raises ConfigError."""
    app = Flask(
        "app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.url_map.converters["int"] = functools.partial(IntegerConverter, max=LARGEST_NUMBER)
    app.config.update(load_config())
    app.config.update(settings or {})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _init_foundation(app)
    _init_features(app)
    of_the_alliance = _people, _own_house, _planning, _organisations, _areas, _bodies, _ideas, _trail
    for part in (*of_the_alliance, *parts.of_the_programme()):
        part(app)
    _init_assembly(app)
    return app


def _init_foundation(app):
    for part in (database, errors, pages, security, display, markdown, limits):
        part.init_app(app)
    Babel(app)
    _forget_the_world()
    database.migrations.init_app(app, ROOT / "migrations")


def _forget_the_world():
    """Let go of what Babel has read about languages and money of all countries: more than two megabytes.

    It guesses locales with them that it does not know by name, and it knows ours.
    """
    for kind in ("likely_subtags", "territory_languages", "territory_currencies", "windows_zone_mapping"):
        get_global(kind).clear()


def _init_features(app):
    from app.accounts import access, letters
    from app.accounts import views as accounts
    from app.alliance import bodies, houses, ideas, partners, targets  # noqa: F401 - what is stored is known from the start
    from app.calendars import attachments, invitations, room_invitations, storing
    from app.calendars import views as calendars
    from app.notifications import outbox
    from app.notifications import views as notifications
    from app.programme import actions as programme_actions
    from app.programme import (  # noqa: F401 - stored, see above
        afterwards,
        closing_views,
        door_views,
        following,
        interpreters,
        place_views,
        questions,
        translations,
    )
    from app.programme import views as programme
    from app.registrations import jobs as registration_jobs
    from app.registrations import mails, moving, team_views
    from app.registrations import views as registrations
    from app.rooms import actions as room_actions
    from app.rooms import asking as room_asking
    from app.rooms import asking_views as room_forms
    from app.rooms import board_moves as room_board
    from app.rooms import booking_desk_views as room_booking_desk
    from app.rooms import (
        briefing_people,
        closing_mails,
        finding_views,
        furnishing_views,
        photos,
        series_jobs,
        series_views,
        thing_views,
    )
    from app.rooms import house_mails as room_house_mails
    from app.rooms import jobs as room_jobs
    from app.rooms import mails as room_mails
    from app.rooms import proposal_views as room_proposals
    from app.rooms import request_desk_views as room_request_desk
    from app.rooms import request_views as room_requests

    access.init_app(app)
    views = (
        accounts, notifications, finding_views, programme, registrations, team_views, calendars, closing_views,
        place_views, furnishing_views, thing_views, room_board, series_views, door_views,
    )  # fmt: skip
    for feature in views:
        app.register_blueprint(feature.bp)
    for feature in (room_forms, room_requests):
        app.register_blueprint(feature.bp)
    for feature in (room_request_desk, room_booking_desk, room_proposals):
        app.register_blueprint(feature.bp)
    # What follows a change in the same transaction, in this order (docs/decisions/0002).
    room_actions.BOOKING_OWNERS[:] = [following.lock_event_of]
    room_actions.BOOKING_FOLLOWERS[:] = [following.follow_booking]
    room_actions.ROOM_FOLLOWERS[:] = [following.follow_room]
    programme_actions.EVENT_FOLLOWERS[:] = [moving.refuse_steps, moving.follow_event]
    room_asking.REQUEST_FOLLOWERS[:] = [room_house_mails.tell_new]
    letters.POST[:] = [outbox.queue]
    letters.FORGETTING[:] = [outbox.forget]
    letters.FORGETTING_ADDRESS[:] = [room_asking.forget_address, outbox.forget_address]
    mails.register(outbox.FACTS)
    outbox.AHEAD[:] = [mails.read_ahead]
    room_mails.register(outbox.FACTS)
    closing_mails.register(outbox.FACTS)
    room_house_mails.register(outbox.FACTS)
    attachments.register(outbox.ATTACHMENTS)
    invitations.register(outbox.INVITATIONS)
    room_invitations.register(outbox.INVITATIONS)
    jobs.register(app, "deliver_messages", _deliver_messages, every=2)
    jobs.register(app, "lapse_holds", registration_jobs.lapse_holds, every=30)
    jobs.register(app, "tell_changes", registration_jobs.tell_changes, every=30)
    jobs.register(app, "send_reminders", registration_jobs.send_reminders, every=60)
    jobs.register(app, "forget_briefings", briefing_people.forget_briefings, every=3600)
    jobs.register(app, "delete_unused_photos", photos.delete_unused_photos, every=3600)
    jobs.register(app, "forget_persons", registration_jobs.forget_persons, every=3600)
    jobs.register(app, "keep_wall_times", series_jobs.keep_wall_times, every=86400)
    jobs.register(app, "lapse_room_requests", room_jobs.lapse_requests, every=30)
    jobs.register(app, "lapse_room_proposals", room_jobs.lapse_proposals, every=60)
    jobs.register(app, "tell_overdue_requests", room_house_mails.tell_overdue, every=60)
    jobs.register(app, "tell_room_watches", room_jobs.tell_watches, every=30)
    jobs.register(app, "forget_askers", room_jobs.forget_askers, every=3600)
    jobs.register(app, "forget_room_watches", room_jobs.forget_watches, every=3600)
    jobs.register(app, "release_no_shows", room_jobs.release_no_shows, every=30)
    jobs.register(app, "store_calendar_entries", storing.store_missing, every=300)
    jobs.register(app, "extend_closures", room_jobs.extend_closures, every=3600)


def _deliver_messages():
    # On first use: web processes need nothing of what sends mails.
    from app.notifications import delivery

    delivery.deliver_messages()


def _people(app):
    """Invitations, passwords, second factor: who signs in."""
    from app.accounts import account_views, house_words, invitation_views, password_views
    from app.accounts import jobs as account_jobs
    from app.alliance import house_queries, people_views
    from app.notifications import account_mails, outbox

    for feature in (invitation_views, password_views, account_views, people_views):
        app.register_blueprint(feature.bp)
    account_mails.register(outbox.FACTS, outbox.SECRET)
    house_words.ASK[:] = [house_queries.name_and_claim]
    jobs.register(app, "forget_sign_ins", account_jobs.forget_sign_ins, every=3600)
    jobs.register(app, "forget_account_mails", account_mails.forget_account_mails, every=3600)


def _own_house(app):
    """The house set up in the browser."""
    from app.alliance import house_pictures, house_views
    from app.notifications import mail_setting_views
    from app.operations import opening_views

    for feature in (house_views, mail_setting_views, opening_views):
        app.register_blueprint(feature.bp)
    jobs.register(app, "delete_unused_house_pictures", house_pictures.delete_unused_house_pictures, every=3600)


def _planning(app):
    """Places, formats and events made in the browser; co-hosting."""
    from app.notifications import outbox
    from app.programme import co_hosting_mails, co_hosting_views, format_views, idea_planning, planning, planning_views
    from app.rooms import placing_views

    # What events are planned from; bodies add theirs.
    planning.PLANNED_FROM[:] = [idea_planning.planned_from]
    planning.SOURCES[planning.IDEA] = idea_planning.find_source
    for feature in (placing_views, format_views, planning_views, co_hosting_views):
        app.register_blueprint(feature.bp)
    co_hosting_mails.register(outbox.FACTS)
    jobs.register(app, "forget_co_hosting_recipients", co_hosting_mails.forget_recipients, every=3600)


def _organisations(app):
    """Organisations, partner requests."""
    from app.alliance import logos, partner_desk_views, partner_jobs
    from app.alliance import organisation_views as organising
    from app.alliance import partner_views as joining
    from app.notifications import outbox, partner_mails
    from app.programme import organisation_views as organisations
    from app.programme import own_organisation_views
    from app.rooms import organisation_views as organisation_rooms

    views = (
        organising, organisations, joining, partner_desk_views, own_organisation_views, organisation_rooms,
    )  # fmt: skip
    for feature in views:
        app.register_blueprint(feature.bp)
    partner_mails.register(outbox.FACTS)
    jobs.register(app, "delete_unused_logos", logos.delete_unused_logos, every=3600)
    jobs.register(app, "lapse_partner_requests", partner_jobs.lapse_partner_requests, every=3600)
    jobs.register(app, "forget_partners", partner_jobs.forget_partners, every=3600)


def _areas(app):
    """Innovation areas, targets, the network."""
    from app.programme import area_views, network_counting, network_views

    for feature in (area_views, network_views):
        app.register_blueprint(feature.bp)
    jobs.register(app, "count_meetings", network_counting.count_meetings, every=60)


def _bodies(app):
    """Bodies, meetings, resolutions."""
    from app.alliance import body_views
    from app.notifications import outbox
    from app.programme import meeting_views, minutes, minutes_views, planning, resolution_views, resolutions

    for feature in (body_views, meeting_views, minutes_views, resolution_views):
        app.register_blueprint(feature.bp)
    minutes.register(outbox.FACTS)
    planning.SOURCES[planning.RESOLUTION] = resolutions.find_source
    if resolutions.plan_from_resolution not in planning.PLANNED_FROM:
        planning.PLANNED_FROM.append(resolutions.plan_from_resolution)
    jobs.register(app, "forget_minutes_recipients", minutes.forget_recipients, every=3600)


def _ideas(app):
    """Ideas and their supporters."""
    from app.notifications import outbox
    from app.programme import actions, idea_desk_views, idea_jobs, idea_mails, idea_planning, idea_views

    for feature in (idea_views, idea_desk_views):
        app.register_blueprint(feature.bp)
    actions.EVENT_FOLLOWERS.append(idea_planning.follow_event)
    idea_mails.register(outbox.FACTS)
    jobs.register(app, "tell_supporters", idea_jobs.tell_supporters, every=30)
    jobs.register(app, "forget_proposers", idea_jobs.forget_proposers, every=3600)
    jobs.register(app, "forget_supporters", idea_jobs.forget_supporters, every=3600)


def _trail(app):
    """The audit trail, read by people."""
    from app.operations import trail_views

    app.register_blueprint(trail_views.bp)


def _init_assembly(app):
    from app import commands
    from app.operations import demo, erasures, gate, health, log, record_views

    house.init_app(app)
    gate.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(record_views.bp)
    app.register_blueprint(demo.bp)
    commands.init_app(app)
    jobs.register(app, "write_erasures", erasures.write_erasures, every=60)
    if not app.testing:
        log.init_app(app)
