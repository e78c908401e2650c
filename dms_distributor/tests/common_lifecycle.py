import base64

from odoo.fields import Command

from .common_network import NetworkCommon

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
VAT = "33AAFCH4521K1ZQ"


class LifecycleCommon(NetworkCommon):
    """The small network, and who applies to join it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.dms_reference_minimum = 1
        cls.types = cls.env["dms.application.document.type"].search([])
        cls.manager = cls._create_user("lifecycle_manager", "dms_distributor.group_manager")
        cls.administrator = cls._create_user(
            "lifecycle_administrator", "dms_distributor.group_administrator"
        )
        cls.north_user = cls._create_user(
            "lifecycle_north", "dms_distributor.group_user", territories=cls.north
        )
        cls.team = cls.env.ref("dms_distributor.team_distributors")

    @classmethod
    def _create_lead(cls, name, **values):
        return cls.env["crm.lead"].create({
            "name": name,
            "type": "opportunity",
            "team_id": cls.team.id,
            "email_from": f"{name.lower().replace(' ', '.')}@prospect.example.com",
            **values,
        })

    @classmethod
    def _create_application(cls, name="Hill Traders", without=(), **values):
        return cls.env["dms.application"].create({
            "company_name": name,
            "contact_name": "Asha Hill",
            "email": f"{name.lower().replace(' ', '.')}@applicant.example.com",
            "phone": "+91 98000 11111",
            "vat": VAT,
            "country_id": cls.env.ref("base.in").id,
            "territory_id": cls.city.id,
            "tier_id": cls.distributor_tier.id,
            "upstream_id": cls.stockist.id,
            "bank_account_number": "50100123456701",
            "bank_account_holder": name,
            "bank_name": "Bank of the Hills",
            "bank_code": "HDFC0000065",
            "document_ids": [
                Command.create({
                    "type_id": kind.id, "file": base64.b64encode(PDF),
                    "file_name": f"{kind.code}.pdf", "holder_name": name, "state": "accepted",
                })
                for kind in cls.types.filtered("is_required")
                if kind.code not in without
            ],
            "reference_ids": [
                Command.create({"name": "Vikram", "phone": "+91 98000 22222", "verdict": "good"})
            ],
            **values,
        })

    def _get_check(self, application, code):
        """Verdict and findings of one check."""
        check = application.check_ids.filtered(lambda line: line.code == code)
        return check.verdict, check.detail
