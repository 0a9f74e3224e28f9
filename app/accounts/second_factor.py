"""The second factor: codes of a phone (TOTP, RFC 6238), and ten for the day on which the phone is lost."""

import hmac
import secrets

from app import clock
from app.accounts import audit, house_words, letters, queries, throttling, tokens
from app.accounts.models import ADMINISTRATION, ADMINISTRATORS, ALL, FREE, Account, SignInRules
from app.accounts.rules import SecondFactorRefusal
from app.database import lock, transaction
from app.errors import Refused

SECONDS_OF_A_STEP = 30
# How many steps a phone may be early or late.
STEPS_OFF = 1
RECOVERY_CODES = 10
CHOICES = (FREE, ADMINISTRATORS, ALL)
CHANGED_MAIL = "accounts/mail/sign_in_changed"
# Of Crockford's base 32, without letters that look like digits: 50 bits a code.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def require(value):
    """Say who must sign in with a second factor: FREE (whoever wants), ADMINISTRATORS, ALL. An administrator's act."""
    if value not in CHOICES:
        raise ValueError(value)
    with transaction():
        kept = lock(SignInRules, 1)
        if kept.second_factor == value:
            return
        audit.note("require_second_factor", "house:1", changed={"second_factor": [kept.second_factor, value]})
        kept.second_factor = value


def is_required(account):
    """Tell whether somebody must have a second factor."""
    return _is_meant(account, queries.sign_in_rules().second_factor)


def is_missing(account):
    """Tell whether somebody who is signed in must have a second factor and has none."""
    return account.totp_secret is None and _is_meant(account, account.second_factor_rule)


def new_secret():
    """Return a secret for a phone (base 32, 160 bits)."""
    import pyotp

    return pyotp.random_base32()


def address(account, secret):
    """Return what the QR code says to the app on the phone (otpauth://…)."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=house_words.name())


def set_up(account_id, secret, code):
    """Ask for codes from now on, as the phone has shown that it makes them. Returns the recovery codes, once."""
    throttling.count_try("second-factor", account_id)
    with transaction():
        account = lock(Account, account_id)
        if account.totp_secret is not None:
            raise Refused(SecondFactorRefusal.ALREADY)
        step = _step_of(secret, code, None)
        if step is None:
            raise Refused(SecondFactorRefusal.WRONG_CODE)
        account.totp_secret, account.totp_last_step = secret, step
        codes = _give_recovery_codes(account)
        # Whoever signed in before without a code is out.
        account.sign_in_version += 1
        _note_and_tell(account, "set_up_second_factor")
    throttling.forget_tries("second-factor", account_id)
    return codes


def check_code(account_id, code):
    """Use a code of the phone, or one for a lost phone: each works once. Raises Refused; many tries must wait."""
    throttling.count_try("second-factor", account_id)
    with transaction():
        _use_code(lock(Account, account_id), code)
    throttling.forget_tries("second-factor", account_id)


def renew_recovery_codes(account_id, code):
    """Return ten new codes for a lost phone; the old ones do not work any more."""
    throttling.count_try("second-factor", account_id)
    with transaction():
        account = lock(Account, account_id)
        _use_code(account, code)
        codes = _give_recovery_codes(account)
        audit.note("renew_recovery_codes", _about(account), by_id=account.id)
    throttling.forget_tries("second-factor", account_id)
    return codes


def turn_off(account_id, code):
    """Ask somebody for no codes any more. Raises Refused where the house wants them."""
    if is_required(queries.get_account(account_id)):
        raise Refused(SecondFactorRefusal.REQUIRED)
    throttling.count_try("second-factor", account_id)
    with transaction():
        account = lock(Account, account_id)
        if is_required(account):
            raise Refused(SecondFactorRefusal.REQUIRED)
        _use_code(account, code)
        _take_away(account)
        _note_and_tell(account, "turn_off_second_factor")
    throttling.forget_tries("second-factor", account_id)


def reset(account_id):
    """Take the second factor from somebody who lost phone and codes, and sign them out everywhere: an administrator."""
    with transaction():
        account = lock(Account, account_id)
        if account.totp_secret is None:
            return
        _take_away(account)
        account.sign_in_version += 1
        audit.note("reset_second_factor", _about(account))
        tell(account, "reset_second_factor")


def tell(account, act):
    """Write to somebody that their way to sign in was changed."""
    letters.queue(account.email, CHANGED_MAIL, _about(account), clock.now(), account_id=account.id, act=act)


def _is_meant(account, rule):
    return rule == ALL or (rule == ADMINISTRATORS and any(grant.role == ADMINISTRATION for grant in account.grants))


def _use_code(account, code):
    if account.totp_secret is None:
        raise Refused(SecondFactorRefusal.NOT_SET_UP)
    step = _step_of(account.totp_secret, code, account.totp_last_step)
    if step is not None:
        account.totp_last_step = step
        return
    used = _recovery_hash(account, code)
    if used not in account.recovery_hashes:
        raise Refused(SecondFactorRefusal.WRONG_CODE)
    account.recovery_hashes = [each for each in account.recovery_hashes if each != used]
    _note_and_tell(account, "use_recovery_code")


def _step_of(secret, code, last_step):
    """Return the time step whose code this is, later than the last one that was used, or None."""
    import pyotp

    code = "".join(code.split())
    present = int(clock.now().timestamp()) // SECONDS_OF_A_STEP
    for step in range(present - STEPS_OFF, present + STEPS_OFF + 1):
        is_same = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), code.encode())
        if is_same and (last_step is None or step > last_step):
            return step
    return None


def _give_recovery_codes(account):
    codes = [f"{_letters()}-{_letters()}" for _ in range(RECOVERY_CODES)]
    account.recovery_hashes = [_recovery_hash(account, code) for code in codes]
    return codes


def _letters():
    return "".join(secrets.choice(_LETTERS) for _ in range(5))


def _recovery_hash(account, code):
    plain = "".join(code.upper().split()).replace("-", "").translate(_LOOK_ALIKE)
    return tokens.keyed_hash("recovery-code", f"{account.id}:{plain}")


def _take_away(account):
    account.totp_secret, account.totp_last_step, account.recovery_hashes = None, None, []


def _note_and_tell(account, act):
    audit.note(act, _about(account), by_id=account.id)
    tell(account, act)


def _about(account):
    return f"account:{account.id}"
