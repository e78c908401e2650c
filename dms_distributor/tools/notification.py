"""What the server tells in a corner of the screen."""

CLOSE = {"type": "ir.actions.act_window_close"}
RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def notify(message: str, kind: str = "success", then: dict | None = CLOSE, **params) -> dict:
    """The client action that tells ``message``.

    :param kind: success, info, warning or danger
    :param then: the action after it: dialogs close, screens are read again, or nothing happens
    :param params: what else Odoo's notification takes, as ``title`` or ``sticky``
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {**params, "message": message, "type": kind, "next": then},
    }
