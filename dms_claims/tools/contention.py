"""Rows that many people work on at the same time."""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

from odoo.exceptions import UserError
from odoo.service import model as service

# Transactions of each cursor that went through :func:`last_try_in_words` and were rolled back.
_undone = WeakKeyDictionary()
_KEY = "dms.claims.contention"


@contextmanager
def last_try_in_words(cr, message: str):
    """Around statements that lock rows: who is overtaken to the last is told so in words.

    PostgreSQL refuses a row that others have written since the snapshot was taken, and the snapshot
    of a request is older than any lock that it can wait for. Odoo runs the request again, five
    times in all; the error of the last time would be a traceback.

    :param message: what happened, and what to do
    :raise UserError: with the message, where no try is left
    """
    hooks = cr.postrollback
    if not hooks.data.get(_KEY):
        hooks.data[_KEY] = True
        hooks.add(lambda: _undone.update({cr: _undone.get(cr, 0) + 1}))
        cr.postcommit.add(lambda: _undone.pop(cr, None))
    try:
        yield
    except service.PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
        if _undone.get(cr, 0) + 1 < service.MAX_TRIES_ON_CONCURRENCY_FAILURE:
            raise
        raise UserError(message) from error
