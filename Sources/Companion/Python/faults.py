"""Errors that the parent process understands."""


class Fault(Exception):
    """A request that cannot be answered: `code` for the parent's table, `message` for its log; never user content."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
