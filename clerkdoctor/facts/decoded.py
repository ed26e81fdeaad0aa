"""What is known of a token that was given and decoded: the text, the token in it, and its words."""

from clerkdoctor.clerk.cookies import Chosen, NoSession
from clerkdoctor.clerk.jwt import Jwt, NotJwt
from clerkdoctor.clerk.token_input import TokenInput
from clerkdoctor.clerk.token_words import Row, TokenWords

__all__ = ("Chosen", "Jwt", "NoSession", "NotJwt", "Row", "TokenInput", "TokenWords")
