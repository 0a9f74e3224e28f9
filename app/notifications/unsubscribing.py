"""Mails that one can be rid of by one click in the mail program itself (RFC 8058); only those that nobody needs."""

from email.headerregistry import HeaderRegistry, UnstructuredHeader

from app.notifications import mime


class AddressHeader(UnstructuredHeader):
    """A header that is one web address: on one line, however long, as broken or encoded nobody could read it."""

    def fold(self, *, policy):
        """Return the header as it stands in the mail."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", AddressHeader)
# For mails that may carry it.
POLICY = mime.POLICY.clone(header_factory=_headers)


def add_headers(mail, address):
    """Say in a mail of that policy to which address a program sends that no more of these mails are wanted."""
    mail["List-Unsubscribe"] = f"<{address}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
