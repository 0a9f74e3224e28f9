"""Calendars: feeds that programs subscribe to, and files that mails carry."""
