"""The door for web servers: `wsgi:app`, made when it is first asked for."""

from app import create_app

app = create_app()
