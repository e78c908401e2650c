from odoo.addons.dms_distributor.tests.common_network import NetworkCommon
from odoo.fields import Command

FIGURES = (
    "scheme_id", "distributor_id", "partner_id", "date_from", "date_to", "quantity", "value",
    "previous_value", "target", "figure", "line_count", "earned", "earned_value", "slab",
)


class SecondaryCommon(NetworkCommon):
    """The small network, a company of its own, soap by the piece and by the dozen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Schemes on Sales"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.category = cls.env["product.category"].create({"name": "Counted soap"})
        cls.other_category = cls.env["product.category"].create({"name": "Other soap"})
        cls.soap, cls.pack, cls.cream, cls.foreign = cls.env["product.product"].create([
            {"name": name, "type": "consu", "uom_id": unit.id, "categ_id": category.id}
            for name, unit, category in (
                ("Soap", cls.unit, cls.category), ("Pack", cls.dozen, cls.category),
                ("Cream", cls.unit, cls.category), ("Foreign", cls.unit, cls.other_category),
            )
        ])
        cls.Entitlement = cls.env["dms.scheme.entitlement"]
        cls.number = 0

    @classmethod
    def _create_running(cls, slabs, **values):
        """A scheme of outlets in force all of 2025."""
        scheme = cls.env["dms.scheme"].create({
            "name": "On sales",
            "company_id": cls.company.id,
            "beneficiary": "outlet",
            "mechanism": "period",
            "payout": "off_invoice",
            "calculation": "whole",
            "basis": "value",
            "benefit_kind": "percent",
            "uom_id": cls.unit.id,
            "date_start": "2025-01-01",
            "date_end": "2025-12-31",
            "is_retroactive": True,
            "category_ids": [Command.link(cls.category.id)],
            "partner_ids": [Command.set(cls.network.ids)],
            "slab_ids": [
                Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in slabs
            ],
            **values,
        })
        scheme.action_start()
        return scheme

    @classmethod
    def _sell(cls, net, quantity=1, product=None, day="2025-03-10", outlet=None, **values):
        """Record a sale; by default of soap, by Sunrise to the corner shop."""
        cls.number += 1
        outlet = cls.corner if outlet is None else outlet
        return cls.env["dms.secondary.sale"].create({
            "company_id": cls.company.id,
            "distributor_id": (outlet.dms_upstream_id or cls.sunrise).id,
            "outlet_id": outlet.id,
            "product_id": (product or cls.soap).id,
            "date": day,
            "quantity": quantity,
            "gross_amount": net,
            "net_amount": net,
            "source_key": f"test:{cls.number}",
            **values,
        })

    @classmethod
    def _refresh(cls):
        cls.env.flush_all()
        cls.Entitlement._refresh(cls.company)

    @classmethod
    def _take_pending(cls):
        cls.env.flush_all()
        for distributor in cls.sunrise | cls.seaside:
            while cls.Entitlement._take_pending(cls.company, distributor.id):
                pass

    def _find(self, scheme, partner=None):
        return self.Entitlement.search([
            ("scheme_id", "=", scheme.id), ("partner_id", "=", (partner or self.corner).id)
        ])

    def _read_all(self):
        rows = self.Entitlement.search([("company_id", "=", self.company.id)])
        return sorted(
            tuple(str(row[name]) for name in FIGURES) for row in rows
        )
