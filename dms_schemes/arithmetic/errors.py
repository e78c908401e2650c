from collections.abc import Iterable


class TermsError(ValueError):
    """Terms that cannot be calculated.

    ``str()`` is a clear English sentence; ``code`` and ``values`` let a caller word it in another
    language. ``keys`` are those of the schemes without which the others can be calculated.
    """

    def __init__(self, code: str, message: str, *, scheme_keys: Iterable[int] = (), **values):
        super().__init__(message.format(**values))
        self.keys = frozenset(scheme_keys)
        self.code = code
        self.values = values
