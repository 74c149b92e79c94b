"""Messages and whom they are to."""

from concordat.communications.models.messages import Message, MessageLine

__all__ = ["Message", "MessageLine"]
