"""The matrix over files: contents, images, attachments and messages of foreign records."""

import base64

from odoo.exceptions import AccessError
from odoo.tools import SQL, mute_logger

SECRET = b"a secret of somebody else's"
LOOKERS = ("portal_north", "portal_south", "user_north", "internal", "public")


class FilesMatrix:
    def _attach(self, record):
        """An attachment of a record, and a message where it has a log."""
        attachment = self.env["ir.attachment"].create({
            "name": "secret.txt", "raw": SECRET, "mimetype": "text/plain",
            "res_model": record._name, "res_id": record.id,
        })
        message = self.env["mail.message"]
        if "message_ids" in record._fields:
            message = message.create({
                "model": record._name, "res_id": record.id, "body": SECRET.decode(),
                "message_type": "comment", "subtype_id": self.env.ref("mail.mt_comment").id,
            })
        return attachment, message

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_attachments_and_messages(self):
        """What hangs on a foreign record is as hidden as the record."""
        for role in LOOKERS:
            self.log_in(role)
            for model in self.models:
                record = self.get_foreign(role, model)[:1]
                if not record:
                    continue
                attachment, message = self._attach(record)
                self.env.flush_all()
                with self.subTest(model=model, role=role):
                    for address in (
                        f"/web/content/{attachment.id}",
                        f"/web/image/{attachment.id}",
                        f"/web/content/ir.attachment/{attachment.id}/raw",
                    ):
                        answer = self.opener.get(self.base_url() + address)
                        self.assertNotIn(SECRET, answer.content, address)
                    for hung in filter(None, (attachment, message)):
                        with self.assertRaises(AccessError):
                            hung.with_user(self.users[role]).read(["id"])

    def _hold(self, record, name):
        """Put the secret into a binary field, past what only protects it from editing."""
        if record._fields[name].attachment:
            kept = self.env["ir.attachment"].sudo()
            values = {"res_model": record._name, "res_id": record.id, "res_field": name}
            kept.search([(key, "=", value) for key, value in values.items()]).unlink()
            kept.create({**values, "name": name, "raw": SECRET})
        else:
            self.env.cr.execute(SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table), SQL.identifier(name),
                base64.b64encode(SECRET), record.id,
            ))
        self.env.flush_all()
        self.env.invalidate_all()

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_binary_fields(self):
        """No file that a foreign record holds is to be had by its field."""
        held = [
            (model, field.name)
            for model in (*self.models, "res.partner")
            for field in self.env[model]._fields.values()
            if field.type == "binary" and field.store
        ]
        self.assertTrue(held)
        for role in LOOKERS:
            self.log_in(role)
            for model, name in held:
                # Partners without a place in the network are nobody's secret.
                record = self.get_foreign(role, model)[:1]
                if not record or (role == "internal" and model == "res.partner"):
                    continue
                with self.subTest(model=model, field=name, role=role):
                    self._hold(record, name)
                    for kind in ("content", "image"):
                        answer = self.opener.get(
                            f"{self.base_url()}/web/{kind}/{model}/{record.id}/{name}"
                        )
                        self.assertNotIn(SECRET, answer.content, kind)
