from odoo.tests import TransactionCase

MODELS = ("dms.secondary.product.month", "dms.secondary.outlet.month")


class SecondaryMonthCase(TransactionCase):
    """Two distributors in two territories, with outlets and products of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Monthly Sums"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids},
        )
        territory = cls.env["dms.territory"]
        cls.country = territory.create({"name": "Country", "code": "SM"})
        cls.north, cls.south = territory.create(
            [
                {"name": name, "code": f"SM-{name}", "parent_id": cls.country.id}
                for name in ("North", "South")
            ]
        )
        tier = cls.env["dms.tier"]
        cls.tier_distributor = tier.create(
            {"name": "Distributor", "code": "SMD", "role": "distributor", "sequence": 30}
        )
        cls.tier_outlet = tier.create(
            {"name": "Outlet", "code": "SMO", "role": "outlet", "sequence": 50}
        )
        cls.channel = cls.env["dms.channel"].create({"name": "Kiosks", "code": "SMK"})
        cls.first, cls.second = (
            cls._create_partner(f"Distributor {territory.name}", cls.tier_distributor, territory)
            for territory in (cls.north, cls.south)
        )
        cls.outlets = cls.env["res.partner"].union(
            *(
                cls._create_partner(f"Outlet {number}", cls.tier_outlet, part, upstream)
                for part, upstream in ((cls.north, cls.first), (cls.south, cls.second))
                for number in range(3)
            )
        )
        cls.products = cls.env["product.product"].create(
            [{"name": f"Soap {number}"} for number in range(4)]
        )
        cls.Sale = cls.env["dms.secondary.sale"]
        cls.key = 0

    @classmethod
    def _create_partner(cls, name, tier, territory, upstream=None):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "dms_tier_id": tier.id,
                "dms_territory_id": territory.id,
                "dms_upstream_id": upstream and upstream.id,
                "dms_channel_id": cls.channel.id,
                "dms_state": "active",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _prepare_sale_values(cls, **values):
        cls.key += 1
        values = {
            "company_id": cls.company.id,
            "distributor_id": cls.first.id,
            "outlet_id": cls.outlets[0].id,
            "product_id": cls.products[0].id,
            "date": "2026-03-15",
            "quantity": 2,
            "gross_amount": 10,
            "discount_amount": 0,
            "invoice_reference": "INV1",
            "source_key": f"key{cls.key}",
            **values,
        }
        values["net_amount"] = values["gross_amount"] - values["discount_amount"]
        return values

    @classmethod
    def _create_sale(cls, **values):
        return cls.Sale.create(cls._prepare_sale_values(**values))

    def _sums(self, model, **key):
        self.env.flush_all()
        return self.env[model].search([(name, "=", value) for name, value in key.items()])

    def assertFactsAgree(self):
        for model in MODELS:
            differences = self.env[model]._get_differences(self.company, self.env["res.partner"])
            self.assertEqual(differences, [])
