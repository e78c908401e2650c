import os
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.addons.dms_distributor.tests.common_api import ApiDocumentCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestApiSchemes(ApiDocumentCase):
    """The chapter on schemes says what the calls do, and its examples run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap, cls.tea = cls.products
        cls.tier = cls.distributor.dms_tier_id
        cls._create_scheme("Tea, volume", "TEA-VOLUME", cls.tea, [(10, 5), (50, 8)])
        cls._create_scheme(
            "Soap, 20 + 1", "SOAP-20-1", cls.soap, [(20, 1)],
            calculation="recurring", benefit_kind="goods",
        )
        cls.quarter = cls._create_scheme(
            "Soap, volume of the quarter", "SOAP-QUARTER", cls.soap, [(20, 1), (50, 2)],
            tier_ids=[Command.set(cls.outlet.dms_tier_id.ids)], mechanism="period",
            beneficiary="outlet", calculation="whole", basis="quantity",
        )
        cls.env["dms.secondary.sale"].create({
            "distributor_id": cls.distributor.id, "outlet_id": cls.outlet.id,
            "product_id": cls.soap.id, "date": fields.Date.today(), "quantity": 30,
            "gross_amount": 600, "net_amount": 600, "source_key": "api-schemes:1",
        })
        cls.env.flush_all()
        cls.env["dms.scheme.entitlement"]._refresh(cls.env.company, cls.quarter)

    @classmethod
    def _create_scheme(cls, name, code, product, slabs, **values):
        start = fields.Date.today().replace(day=1)
        scheme = cls.env["dms.scheme"].create({
            "name": name,
            "code": code,
            "date_start": start,
            "date_end": start + relativedelta(years=1),
            "product_ids": [Command.set(product.ids)],
            "tier_ids": [Command.set(cls.tier.ids)],
            "slab_ids": [
                Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in slabs
            ],
            **values,
        })
        scheme.action_start()
        return scheme

    def test_examples(self):
        distributor_document, *_rest = self.env["dms.api"]._get_documents()
        definitions = [
            example for example in self.read_examples(distributor_document)
            if "def call(" in example[1]
        ]
        names = {}
        for _language, code in definitions:
            head, _end, _answer = code.partition("answer =")
            with patch.dict(os.environ, {"DMS_API_KEY": self.api_key}):
                exec(head, names)  # noqa: S102  the document's own example
        ran = self.run_examples(self.read_examples("dms_schemes/readme/API.rst"), names)
        self.assertGreaterEqual(ran.count("bash"), 3)
        self.assertGreaterEqual(ran.count("python"), 4)

    def test_refusals(self):
        api = self.env["dms.api"].with_user(self.user)
        line = {"product": "SOAP-75", "quantity": 1}
        for word, call in (
            ("period", lambda: api.list_schemes("D-100", period="draft")),
            ("D-999", lambda: api.list_schemes("D-999")),
            ("O-8", lambda: api.explain_schemes("D-100", [line], outlet="O-8")),
            ("NOPE", lambda: api.explain_schemes("D-100", [line], scheme="NOPE")),
            ("lines.1.quantity", lambda: api.explain_schemes("D-100", [{**line, "quantity": -1}])),
            ("lines.1.product", lambda: api.explain_schemes("D-100", [{"quantity": 1}])),
            ("colour", lambda: api.explain_schemes("D-100", [{**line, "colour": "red"}])),
            ("date", lambda: api.explain_schemes("D-100", [line], date="yesterday")),
        ):
            with self.subTest(word=word), self.assertRaisesRegex(UserError, word):
                call()

    def test_only_what_concerns_the_caller(self):
        """Of schemes for others not even the name is told, nor what others have earned."""
        other = self.distributor.copy({"name": "Other traders", "dms_code": "D-200"})
        self._create_scheme(
            "For the other one", "OTHER", self.soap, [(1, 1)],
            partner_ids=[Command.set(other.ids)],
        )
        api = self.env["dms.api"].with_user(self.user)
        codes = [scheme["code"] for scheme in api.list_schemes("D-100")["rows"]]
        self.assertNotIn("OTHER", codes)
        told = api.explain_schemes("D-100", [{"product": "SOAP-75", "quantity": 30}])
        self.assertNotIn("OTHER", [scheme["code"] for scheme in told["schemes"]])
        with self.assertRaises(UserError):
            api.scheme_progress("D-200")
