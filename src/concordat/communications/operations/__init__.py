"""Everything that is done with messages."""

from concordat.communications.operations.messages import MessageNotPossible, send_message, write_message

__all__ = ["MessageNotPossible", "send_message", "write_message"]
