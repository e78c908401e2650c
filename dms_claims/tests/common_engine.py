from odoo.addons.dms_schemes.tests.common_secondary import SecondaryCommon
from odoo.fields import Command


class EngineCase(SecondaryCommon):
    """Schemes on sales of a small network, and types of claims without evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.claim")]).active = False
        cls.types = {}
        for kind in ("scheme", "target", "display", "free_goods", "damage", "expiry", "margin",
                     "price_protection", "rate_difference", "freight", "other"):
            cls.types[kind] = cls.env["dms.claim.type"].create({
                "name": kind, "code": f"T-{kind}", "kind": kind, "window_days": 0,
                "company_id": cls.company.id,
            })

    @classmethod
    def _claim(cls, kind="scheme", amount=100, scheme=None, lines=None, **values):
        claim_values = {
            "company_id": cls.company.id,
            "claimant_id": cls.sunrise.id,
            "type_id": cls.types[kind].id,
            "scheme_id": scheme and scheme.id,
            "date_from": "2025-03-01",
            "date_to": "2025-03-31",
            **values,
        }
        if lines is None:
            claim_values["claimed_amount"] = amount
        else:
            claim_values["line_ids"] = [Command.create({"name": "Line", **line}) for line in lines]
        return cls.env["dms.claim"].create(claim_values)
