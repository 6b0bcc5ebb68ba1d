"""What letters about an account say. They go by themselves and nobody is shown them."""

from dataclasses import dataclass

from roundtable import clock
from roundtable.access import Account
from roundtable.access.letters import Occasion
from roundtable.mail.actions import Recipient, write_account_letter


@dataclass(frozen=True)
class Words:
    """A subject, and a text in Markdown; a paragraph that is nothing but a link becomes a button."""

    subject: str
    text: str


WORDS = {
    Occasion.WELCOME: Words(
        "Your account on Roundtable",
        "You have an account on Roundtable now. Choose a password to open it:\n\n"
        "[Choose a password]({address})\n\n"
        "The link works once, within 14 days. Nobody else needs it: do not pass it on.",
    ),
    Occasion.RESET: Words(
        "A new password for Roundtable",
        "Somebody, we hope you, asked for a new password for your account.\n\n"
        "[Choose a new password]({address})\n\n"
        "The link works once, within two hours. If it was not you, do nothing: your password stays as it is.",
    ),
    Occasion.WAS_SET: Words(
        "Your password was set",
        "The password of your account on Roundtable was set just now, and every session of it was ended.\n\n"
        "If it was not you, ask for a new password on the sign-in page and tell an administrator.",
    ),
    Occasion.TWO_STEP_OFF: Words(
        "Two-step sign-in was turned off",
        "Your account on Roundtable signs in with the password alone now.\n\n"
        "If you did not want this, turn it on again and change your password:\n\n"
        "[Your account]({address})",
    ),
}


def write(occasion: Occasion, account: Account, address: str) -> None:
    """Write the letter. Two of one kind within a minute are one."""
    words = WORDS[occasion]
    write_account_letter(
        key=f"account:{occasion.value}:{account.id}:{clock.now():%Y%m%d%H%M}:{account.link_number:x}",
        to=Recipient(account.email, account.name),
        about=account,
        subject=words.subject,
        text=words.text.replace("{address}", address),
    )
