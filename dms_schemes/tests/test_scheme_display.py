from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeDisplay(SchemeCase):
    """Audits of displays, and the files of schemes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["dms.scheme"])
        cls.outlet = cls.env["res.partner"].create({
            "name": "Window Store",
            "dms_tier_id": cls.env["dms.tier"].create(
                {"name": "Window shop", "code": "WIN-SHOP", "role": "outlet"}
            ).id,
        })
        cls.scheme = cls._create_scheme(
            [(0, 20)], name="Window", mechanism="display", calculation="flat",
            benefit_kind="amount", beneficiary="outlet", audits_required=2, photos_required=1,
        )
        cls.scheme.action_start()

    def _audit(self, **values):
        return self.env["dms.scheme.audit"].create(
            {"scheme_id": self.scheme.id, "partner_id": self.outlet.id, **values}
        )

    def _photo(self):
        return self.env["ir.attachment"].create({"name": "window.jpg", "raw": b"jpg"})

    def test_audit_passes_with_its_photos(self):
        audit = self._audit()
        with self.assertRaisesRegex(ValidationError, "add 1 more"):
            audit.is_passed = True
        photo = self._photo()
        audit.write({"is_passed": True, "photo_ids": [Command.link(photo.id)]})
        self.assertEqual(audit.photo_count, 1)
        self.assertEqual((photo.res_model, photo.res_id), (audit._name, audit.id))
        self.assertEqual(self.scheme.audit_count, 1)

    @mute_logger("odoo.sql_db")
    def test_one_audit_a_day(self):
        self._audit()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._audit()

    def test_audit_of_a_scheme_in_force(self):
        with self.assertRaisesRegex(ValidationError, "not in force"):
            self._audit(date=self.today - timedelta(days=1))
        plain = self._create_scheme()
        plain.action_start()
        with self.assertRaisesRegex(ValidationError, "pays for no display"):
            self._audit(scheme_id=plain.id)

    def test_user_audits_and_does_not_remove(self):
        user = new_test_user(self.env, "window_user", groups="dms_distributor.group_user")
        audit = self._audit()
        with self.assertRaises(AccessError):
            audit.with_user(user).unlink()
        portal = new_test_user(self.env, "window_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            audit.with_user(portal).read(["is_passed"])

    def test_documents_are_the_schemes(self):
        manager = new_test_user(self.env, "window_manager", groups="dms_distributor.group_manager")
        document = self.env["ir.attachment"].with_user(manager).create(
            {"name": "circular.pdf", "raw": b"pdf"}
        )
        foreign = self.env["ir.attachment"].create(
            {"name": "secret.pdf", "raw": b"s", "res_model": "res.company", "res_id": 1}
        )
        self.scheme.with_user(manager).document_ids = document
        self.assertEqual((document.res_model, document.res_id), ("dms.scheme", self.scheme.id))
        self.scheme.document_ids = document | foreign
        self.assertEqual(foreign.res_model, "res.company")
