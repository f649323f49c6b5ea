"""Accounts with their one role, what they prove themselves with, and API tokens."""

from accounts.models.failed_attempts import FailedAttempts
from accounts.models.second_factor import SecondFactor
from accounts.models.token import Token
from accounts.models.user import User

__all__ = ["FailedAttempts", "SecondFactor", "Token", "User"]
