"""People: sign-up, sign-in, devices, passwords, consents, preferences, blocks.

Tables: person, device, mailed_link, consent, block. Knows the foundation only.
"""

from community.accounts.models import Block, Consent, Person

__all__ = ["Block", "Consent", "Person"]
