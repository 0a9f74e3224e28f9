"""Which addresses belong to everybody. Knows nothing of the app: a child process loads it by its path."""

import ipaddress

# What translates IPv4 addresses (RFC 6052) would lead past the look at them.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def is_public(address):
    """Tell whether an address, as text, lies in no private network."""
    address = ipaddress.ip_address(address)
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 6 and (address in _TRANSLATED or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast
