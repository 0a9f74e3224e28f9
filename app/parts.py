"""Parts of the programme, and of what guests do with it, put together: views, jobs, mails, followers."""

from app import jobs


def _formats(app):
    """Formats in full, and in several languages."""
    from app.programme import (
        event_notice_views,
        format_following_views,
        format_picture_views,
        format_pictures,
        translation_views,
    )

    for feature in (event_notice_views, format_picture_views, format_following_views, translation_views):
        app.register_blueprint(feature.bp)
    jobs.register(
        app, "delete_unused_format_pictures", format_pictures.delete_unused_format_pictures, every=3600
    )


def _series(app):
    """Courses, series of events, events that go public by themselves, interpreting."""
    from app.programme import (
        actions,
        event_series_views,
        interpreting,
        interpreting_views,
        publish_jobs,
        session_views,
    )

    for feature in (interpreting_views, event_series_views, session_views):
        app.register_blueprint(feature.bp)
    actions.EVENT_FOLLOWERS.append(interpreting.follow_event)
    jobs.register(app, "publish_events", publish_jobs.publish_events, every=30)


def _moving(app):
    """Events that move, shrink, change rooms, are called off and taken back."""
    from app.programme import consequences, moving_views, settling
    from app.registrations import jobs as registration_jobs
    from app.registrations import moving

    app.register_blueprint(moving_views.bp)
    consequences.GUESTS_OF[:] = [moving.guests_of]
    settling.SEAT_SWITCHERS[:] = [moving.switch_kind]
    jobs.register(app, "forget_needs", registration_jobs.forget_needs, every=3600)


def _days(app):
    """Several events under one name, and the team's calendar."""
    from app.programme import actions, planning, team_calendar_views, umbrella_views, umbrellas

    for feature in (umbrella_views, team_calendar_views):
        app.register_blueprint(feature.bp)
    actions.EVENT_FOLLOWERS.append(umbrellas.follow_event)
    planning.SOURCES[planning.UMBRELLA] = umbrellas.find_source
    if umbrellas.planned_from not in planning.PLANNED_FROM:
        planning.PLANNED_FROM.append(umbrellas.planned_from)


def _searching(app):
    """The programme page by page, searched and filtered; what is over."""
    from app.programme import indexing, programme_views

    app.register_blueprint(programme_views.bp)
    jobs.register(app, "index_missing_events", indexing.index_missing, every=300)


def _telling(app):
    """The programme told to other sites and programs; questions to the hosts."""
    from app.notifications import outbox
    from app.programme import asking_hosts, embed_views, question_views, site_views

    for feature in (site_views, question_views, embed_views):
        app.register_blueprint(feature.bp)
    asking_hosts.register(outbox.FACTS)
    jobs.register(app, "forget_questions", asking_hosts.forget_questions, every=3600)


def _cockpit(app):
    """What the team has to do."""
    from app.programme import (  # noqa: F401 - stored
        again_views,
        settled,
        todo,
        todo_desks,
        todo_events,
        todo_views,
    )
    from app.registrations import todo_rules

    for feature in (again_views, todo_views):
        app.register_blueprint(feature.bp)
    todo.RULES[:] = [
        todo_rules.too_few, todo_events.about_coming, todo_rules.many_wait, todo_desks.requests_for_rooms,
        todo_events.about_past, todo_desks.mail, todo_desks.jobs, todo_desks.messages,
        todo_desks.partners, todo_desks.ideas,
    ]  # fmt: skip


def _managing(app):
    """Guests manage what they booked by their links; invitations."""
    from app.notifications import outbox
    from app.programme import asking_views
    from app.registrations import (  # noqa: F401 - stored, see _init_features
        afterwards,
        entrances,
        files,
        finding,
        invitation_mails,
        invitations,
        manage_views,
    )
    from app.registrations import jobs as registration_jobs

    app.register_blueprint(manage_views.bp)
    app.register_blueprint(asking_views.bp)
    invitation_mails.register(outbox.FACTS)
    finding.register(outbox.FACTS)
    jobs.register(app, "delete_unused_files", files.delete_unused, every=3600)
    jobs.register(app, "forget_invited", registration_jobs.forget_invited, every=3600)


def _after(app):
    """Events that are over: who came, thanks, three questions, certificates, the closing."""
    from app.registrations import after_closing_views, after_jobs, after_views

    for feature in (after_views, after_closing_views):
        app.register_blueprint(feature.bp)
    jobs.register(app, "miss_absent", after_jobs.miss_absent, every=600)
    jobs.register(app, "thank_guests", after_jobs.thank_guests, every=300)
    jobs.register(app, "tell_of_certificates", after_jobs.tell_of_certificates, every=300)


def _desk(app):
    """The team and its guests: lists, bookings by telephone, messages."""
    from app.notifications import outbox
    from app.registrations import desk_views, list_views, messaging

    for feature in (desk_views, list_views):
        app.register_blueprint(feature.bp)
    messaging.register(outbox.FACTS)


def _door(app):
    """The door: tickets, the list, walk-ins, and what works there without a net."""
    from app.registrations import door_offline_views, door_views

    for feature in (door_views, door_offline_views):
        app.register_blueprint(feature.bp)


def _lobby(app):
    """Digital rooms: their doors, the services behind them, the team at the door."""
    from app.lobby import jobs as lobby_jobs
    from app.lobby import (
        meeting_views,
        own_room_views,
        server_views,
        team_views,
        telling,
        todo_rules,
        video_servers,
        views,
    )
    from app.programme import todo
    from app.rooms import actions as rooms

    for feature in (views, meeting_views, team_views, server_views, own_room_views):
        app.register_blueprint(feature.bp)
    rooms.ROOM_FOLLOWERS.append(video_servers.refuse_shared_link)
    todo.RULES.append(todo_rules.lobby_lines)
    jobs.register(app, "open_digital_rooms", lobby_jobs.open_digital_rooms, every=10)
    jobs.register(app, "tell_open_doors", telling.tell_open_doors, every=20)


def _imports(app):
    """Calendars of others: read by a job, shown to the team and beside the programme."""
    from app.calendars import foreign_jobs, foreign_programme, foreign_todo, foreign_views
    from app.programme import partner_lists, todo

    app.register_blueprint(foreign_views.bp)
    partner_lists.LISTS[:] = [foreign_programme.partner_events]
    todo.RULES.append(foreign_todo.foreign_lines)
    jobs.register(app, "fetch_calendars", foreign_jobs.fetch_calendars, every=30)


def _calendars(app):
    """People's own calendars, those of the team, and feeds that grow too long."""
    from app.accounts import granting
    from app.calendars import feed_todo, own_feed_views, own_feeds, staff_addresses, staff_feed_views
    from app.programme import todo

    todo.RULES.append(feed_todo.long_feeds)
    for feature in (own_feed_views, staff_feed_views):
        app.register_blueprint(feature.bp)
    granting.CLOSERS[:] = [staff_addresses.end]
    jobs.register(app, "forget_feed_addresses", own_feeds.forget_lost, every=3600)


def _bounces(app):
    """Mail that comes back."""
    from app.notifications import bounce_views

    app.register_blueprint(bounce_views.bp)
    jobs.register(app, "read_bounces", _read_bounces, every=120)


def _read_bounces():
    # On first use: web processes need nothing of what reads mailboxes.
    from app.notifications import bounce_jobs

    bounce_jobs.read_bounces()


def _notices(app):
    """What is told, to whom and when."""
    from app.notifications import erased, letter_words, notice_views, outbox, own_texts, placeholders

    app.register_blueprint(notice_views.bp)
    letter_words.init_app(app)
    erased.register(outbox.FACTS)
    outbox.FACTS[own_texts.PROBE] = dict
    placeholders.LOADERS[:] = [_placeholders]
    jobs.register(app, "forget_erased", erased.forget_told, every=60)


def _placeholders():
    """What the texts of notices may name."""
    from app.notifications import partner_placeholders, rest_placeholders
    from app.programme import mail_placeholders as of_programme
    from app.registrations import mail_placeholders as of_registrations
    from app.rooms import mail_placeholders as of_rooms

    for feature in (partner_placeholders, of_rooms, of_programme, of_registrations, rest_placeholders):
        feature.register()


def _subscribing(app):
    """New dates by mail, for everybody who wants to hear of them."""
    from app.accounts import letters
    from app.notifications import outbox
    from app.programme import announcing, subscribing, subscribing_jobs, subscribing_mails, subscribing_views

    app.register_blueprint(subscribing_views.bp)
    subscribing_mails.register(outbox.FACTS)
    letters.FORGETTING_ADDRESS.append(subscribing.forget_address)
    jobs.register(app, "announce_events", announcing.announce_events, every=60)
    jobs.register(app, "tell_new_dates", announcing.tell_new_dates, every=10)
    jobs.register(app, "forget_followers", subscribing_jobs.forget_followers, every=3600)


def _team_notices(app):
    """What the team and the hosts are told, day by day, as each of them chooses."""
    from app.notifications import outbox, team_mails, wish_views
    from app.programme import barrier_report_views, barrier_reports, closing_reminders, todo, todo_digest
    from app.registrations import door_mail, host_digest, too_few

    for feature in (wish_views, barrier_report_views):
        app.register_blueprint(feature.bp)
    todo.RULES.append(barrier_reports.open_reports)
    for feature in (barrier_reports, todo_digest, closing_reminders, host_digest, too_few, door_mail):
        feature.register(outbox.FACTS)
    jobs.register(app, "remind_of_closing", closing_reminders.remind_of_closing, every=300)
    jobs.register(app, "tell_new_registrations", host_digest.tell_new_registrations, every=300)
    jobs.register(app, "tell_too_few", too_few.tell_too_few, every=60)
    jobs.register(app, "write_door_lists", door_mail.write_door_lists, every=120)
    jobs.register(app, "write_todo_digests", todo_digest.write_todo_digests, every=120)
    jobs.register(app, "forget_barrier_reports", barrier_reports.forget_barrier_reports, every=3600)
    jobs.register(app, "forget_team_mails", team_mails.forget_team_mails, every=3600)


def _chats(app):
    """Chats of the team."""
    from app.notifications import chat_views
    from app.programme import todo, todo_chats

    app.register_blueprint(chat_views.bp)
    todo.RULES.append(todo_chats.failing_chats)
    jobs.register(app, "deliver_chats", _deliver_chats, every=5)


def _deliver_chats():
    # On first use, as above.
    from app.notifications import chat_delivery

    chat_delivery.deliver_chats()


def of_the_programme():
    """Return the functions that put together what belongs to the programme and its guests, in order."""
    return (
        _formats, _series, _moving, _days, _searching, _telling, _cockpit, _managing, _desk, _door, _after, _lobby,
        _imports, _calendars, _bounces, _notices, _subscribing, _team_notices, _chats,
    )  # fmt: skip
