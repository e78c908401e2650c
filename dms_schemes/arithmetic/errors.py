class TermsError(ValueError):
    """Terms that cannot be calculated.

    ``str()`` is a clear English sentence; ``code`` and ``values`` let a caller word it in another
    language.
    """

    def __init__(self, code: str, message: str, **values):
        super().__init__(message.format(**values))
        self.code = code
        self.values = values
