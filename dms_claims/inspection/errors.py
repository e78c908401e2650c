"""Why a file can't be taken as evidence, in words that say what to do about it."""


def _lt(message: str) -> str:
    """Mark a message to be translated; who shows it looks the translation up."""
    return message


MESSAGES = {
    "empty": _lt("“{file_name}” is empty. Send the photo or document itself."),
    "too_large": _lt(
        "“{file_name}” has {size} MiB, {limit} MiB at most are taken. Send a smaller photo, or "
        "scan with fewer dots."
    ),
    "too_large_unpacked": _lt(
        "“{file_name}” unpacks to more than {limit} MiB. Send what matters of it as a PDF."
    ),
    "too_many_pixels": _lt(
        "“{file_name}” has more than {limit} million pixels. Take the photo with a lower "
        "resolution."
    ),
    "too_complex": _lt(
        "“{file_name}” consists of too many parts to be looked through. Print it to a PDF anew, or "
        "send a photo of it."
    ),
    "damaged": _lt(
        "“{file_name}” is incomplete or damaged ({format}): it was probably cut off on its way. "
        "Send it again from its origin."
    ),
    "password": _lt(
        "“{file_name}” is protected by a password or encrypted. Save it without and send it again."
    ),
    "mislabelled": _lt(
        "“{file_name}” is not what its name says: its content is {format}. Check that it is the "
        "right file, and give it a name that ends in {extension}."
    ),
    "dangerous_name": _lt(
        "“{file_name}” has the name of a program or page, though its content is {format}. Give it "
        "a name that ends in {extension}."
    ),
    "program": _lt(
        "“{file_name}” is a program ({format}), which is no evidence. Send a photo or a document."
    ),
    "archive": _lt(
        "“{file_name}” is an archive ({format}). Unpack it and send the files in it one by one."
    ),
    "markup": _lt(
        "“{file_name}” is a page or drawing ({format}) that can carry programs. Send a photo, or "
        "print it to a PDF."
    ),
    "active": _lt(
        "“{file_name}” carries something that runs by itself ({format}). Print it to a PDF anew, "
        "or send a photo of it."
    ),
    "unsupported": _lt(
        "“{file_name}” is in a format that is not taken as evidence ({format}). Send a photo "
        "(JPEG, PNG, WebP, HEIC), a PDF, or a document or spreadsheet."
    ),
}


class InspectionError(Exception):
    """A file that is not taken: ``code`` is a key of ``MESSAGES``, filled by ``values``."""

    def __init__(self, code: str, **values):
        self.code = code
        self.values = {"file_name": "", **values}
        super().__init__(self.explain(MESSAGES[code]))

    def explain(self, message: str) -> str:
        """``message``, which is the code's as it is or translated, filled by the values."""
        return message.format(**self.values)

    def named(self, file_name: str) -> "InspectionError":
        """The same for a file of that name."""
        return InspectionError(self.code, **self.values | {"file_name": file_name})
