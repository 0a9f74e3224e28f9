"""What the database holds that names nobody, column by column: a new column is either here or in a purpose.

`app/operations/purposes.py` has what speaks of people. Whoever adds a column decides, and a test asks.
"""

NOBODYS = {
    "account_erasures": "id account_id erased_at",
    "agenda_items": "id meeting_id position title text source",
    "announced_events": "event_id announced_at",
    "area_responsibles": "area_id organisation_id",
    "area_targets": "id area_id year measure version value reason review_on set_at",
    "audit_entries": "id",
    "barrier_reports": "id reported_at settled_at",
    "bodies": "id slug name purpose method dissolved_at is_demo",
    "body_members": "body_id organisation_id",
    "bookings": (
        "id room_id series_id wall_start is_exception starts_at ends_at setup_min teardown_min state holds is_foreign "
        "wanted_things booked_at layout_id persons broken_rules checked_in_at uid sequence changed_at"
    ),
    "bounce_mailboxes": "id url validity last read_at problem",
    "briefings": "id equipment_id",
    "calendar_entries": "event_date_id language body made_by",
    "certificates": "code event_id minutes issued_on",
    "chat_channels": "id name url groups seen made_at claimed_until failing_since problem",
    "closing_organisations": "event_id organisation_id",
    "closing_reports": "event_id came_onsite came_online report result decisions next_steps tags walk_ins closed_at",
    "closure_spans": "id closure_id starts_at ends_at",
    "closures": "id place_id room_id reason rule wall_start wall_end made_at",
    "co_hostings": "id event_id organisation_id state version asked_at answered_at",
    "equipment": "id key name kind stock provides interprets needs_briefing is_demo",
    "erasures": "id registration_id erased_at",
    "event_areas": "event_id area_id",
    "event_date_bookings": "event_date_id booking_id",
    "event_dates": "id event_id starts_at ends_at title uid moved_from_starts_at moved_from_ends_at",
    "event_hosts": "event_id organisation_id position",
    "event_interpretings": "event_id language state confirmed_at",
    "event_notices": "event_id reminders_h thanks door_open",
    "event_searches": "event_id title words",
    "event_series": "id format_id rule split_from_id made_at is_demo",
    "event_statistics": "event_id question answer number",
    "event_texts": "event_id language title note",
    "events": (
        "id key slug format_id area_id title state external external_place_id languages sign_language note "
        "opens_at closes_at cancel_reason cancelled_at offered_ids tell_at published_at form_key publish_at "
        "decide_at attendance wheelchair_places is_thanked series_id umbrella_id sequence created_at changed_at "
        "is_demo"
    ),
    "external_calendars": (
        "id name address use room_id place_id region organisation_id link made_at next_at answered_at read_at etag "
        "last_modified failing_since failure entries left_out"
    ),
    "external_events": "id calendar_id uid occurs link starts_at ends_at is_all_day collides",
    "external_holds": "booking_id event_id",
    "feedbacks": "id event_id liked comes_again form_key",
    "follower_erasures": "id follower_id erased_at",
    "follower_news": "event_id due_at written_at",
    "followers": "id asked_at confirmed_at",
    "format_areas": "format_id area_id",
    "format_texts": "format_id language name summary description for_whom bring cost minors photo_rule",
    "formats": (
        "id key slug name area_id summary description bring for_whom cost photo_rule minutes capacity "
        "capacity_online min_participants decide_hours mode room_needs layout barrier_need languages interpreting "
        "companions_max has_waiting_list offers_seats wheelchair_places registration slot_minutes opens_days "
        "closes_hours audience audiences minors min_age reminders_h asks questions thanks report_tags "
        "contact_email external_url picture picture_alt is_demo"
    ),
    "host_question_erasures": "id question_id erased_at",
    "host_tellings": "event_id counted_until too_few_for",
    "host_questions": "id event_id asked_at",
    "houses": (
        "id revision is_open name claim email imprint privacy texts colours picture picture_alt mail_url "
        "mail_from answers_to mail_tested_at idea_threshold idea_head_start_hours"
    ),
    "idea_decisions": "id idea_id decided_at role what why",
    "idea_erasures": "id idea_id erased_at",
    "idea_support_erasures": "id support_id erased_at",
    "idea_supports": "id idea_id asked_at confirmed_at told_at",
    "ideas": (
        "id slug kind title text area_id state proposed_at confirmed_at answer answer_text answered_at "
        "combined_into_id event_id open_to_all_at supporters is_demo"
    ),
    "innovation_areas": "id key title full_title description goal measures results is_cross_cutting position is_demo",
    "invitations": "id invited_at accepted_at withdrawn_at",
    "job_ticks": "name ticked_at failed_at error",
    "layouts": "id room_id name capacity position",
    "loans": "id booking_id equipment_id quantity starts_at ends_at",
    "mail_domains": "key failures failing_since failed_at paused_until answer",
    "mail_paces": "id next_at",
    "meeting_attendances": "meeting_id organisation_id",
    "meetings": "id body_id event_id minutes minutes_sent_at",
    "messages": (
        "id template chat_id message_id state written_at due_at at_any_hour useful_until claimed_until attempts "
        "ended_at"
    ),
    "network_counts": "id programme_number recount_at revision meetings",
    "notice_days": "template day since",
    "notice_settings": "template is_on amount",
    "notice_texts": "template language subject body",
    "occupancies": "id booking_id part_id starts_at ends_at",
    "offers": "id organisation_id direction kind text",
    "organisation_areas": "organisation_id area_id",
    "organisations": "id key name kind actor_group country languages member_since website about logo logo_alt is_demo",
    "partner_erasures": "id request_id erased_at",
    "partner_requests": "id state requested_at confirmed_at decided_at organisation_id",
    "parts": "id name",
    "places": (
        "id key name names hsb_source street postal_code city country way latitude longitude holiday_region "
        "holidays_catholic holidays_close is_demo"
    ),
    "programme_revisions": "id number changed_at",
    "request_erasures": "id request_id erased_at",
    "resolution_votes": "resolution_id organisation_id vote",
    "resolutions": (
        "id body_id meeting_id agenda_item_id title text method is_adopted is_public decided_on owner_id due_on "
        "follow_up follow_up_note event_id recorded_at is_demo"
    ),
    "role_grants": "id",
    "room_doors": (
        "booking_id opened_at closed_at open_until made_at made_with facts making_until checked_at failure failures "
        "failed_at retry_at"
    ),
    "room_equipment": "room_id equipment_id",
    "room_hours": "id room_id weekday opens closes",
    "room_parts": "room_id part_id",
    "room_policies": "room_id who way lead_hours horizon_days shortest_min longest_min most_open",
    "room_requests": "id asked_at held_until confirmed_at answer_by decided_at",
    "room_watches": "id room_id starts_at ends_at asked_at confirmed_at told_at",
    "room_videos": "room_id server_id dial_in",
    "rooms": (
        "id key slug name kind place_id parent_id description house_rules capacity setup_min teardown_min is_demo "
        "sessions photo photo_alt entry entry_note answer_days requests_block two_agree release_after_min walk_in "
        "retired_at step_free hearing_loop accessible_wc wheelchair_places door_cm lift reserved_parking "
        "quiet_room assistance_dogs access_note provider join_url opens_before_min closes_after_min phone_dial_in "
        "live_captions interpreting_channels recording waiting_room"
    ),
    "school_holidays": "id region name first_on last_on",
    "search_misses": "id asked_on place_key persons weekday hour count",
    "search_words": "word",
    "seasons": "id anchor monday content loaded_at is_demo",
    "seat_invitations": "id event_id is_forwardable made_at withdrawn_at",
    "seat_ledgers": "event_id kind capacity taken house revision",
    "seat_limits": "event_id name capacity taken",
    "series": "id rule wall_start wall_end zone split_from_id made_at",
    "settled_todos": "id rule about marker until settled_at",
    "sign_in_rules": "id second_factor administrators",
    "umbrellas": "id slug title summary description starts_on ends_on state is_demo",
    "video_servers": "id kind name address app_id secret",
    "walk_ins": "key event_date_id actor_group number came_at",
    "watch_erasures": "id watch_id erased_at",
}
