from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class NetworkCommon(TransactionCase):
    """A small network of its own: a maker, two branches of it, and who looks at them.

    maker ── stockist ── sunrise ── corner, market         (north)
         └── seaside ── pier                               (south)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.maker_tier, cls.stockist_tier, cls.distributor_tier, cls.outlet_tier = cls.env[
            "dms.tier"
        ].create([
            {"name": name, "code": code, "sequence": rank, "role": role, "company_id": False}
            for name, code, rank, role in (
                ("Maker", "T-MAKER", 110, "manufacturer"),
                ("Stockist", "T-STOCK", 120, "distributor"),
                ("Dealer", "T-DEALER", 130, "distributor"),
                ("Shop", "T-SHOP", 140, "outlet"),
            )
        ])
        cls.country = cls._create_territory("T-C")
        cls.north = cls._create_territory("T-N", cls.country)
        cls.city = cls._create_territory("T-N-C", cls.north)
        cls.south = cls._create_territory("T-S", cls.country)
        cls.maker = cls._create_partner("Maker", cls.maker_tier)
        cls.stockist = cls._create_partner("Stockist", cls.stockist_tier, cls.maker, cls.north)
        cls.sunrise = cls._create_partner("Sunrise", cls.distributor_tier, cls.stockist, cls.north)
        cls.seaside = cls._create_partner("Seaside", cls.distributor_tier, cls.maker, cls.south)
        cls.corner = cls._create_partner("Corner", cls.outlet_tier, cls.sunrise, cls.city)
        cls.market = cls._create_partner("Market", cls.outlet_tier, cls.sunrise, cls.city)
        cls.pier = cls._create_partner("Pier", cls.outlet_tier, cls.seaside, cls.south)
        cls.network = (
            cls.maker | cls.stockist | cls.sunrise | cls.seaside
            | cls.corner | cls.market | cls.pier
        )
        cls.product = cls.env["product.product"].create({"name": "Soap"})

    @classmethod
    def _create_territory(cls, code, parent=None):
        return cls.env["dms.territory"].create(
            {"name": code, "code": code, "parent_id": parent and parent.id, "company_id": False}
        )

    @classmethod
    def _create_partner(cls, name, tier, upstream=None, territory=None, **values):
        return cls.env["res.partner"].create({
            "name": name,
            "is_company": True,
            "dms_tier_id": tier.id,
            "dms_upstream_id": upstream and upstream.id,
            "dms_territory_id": territory and territory.id,
            **values,
        })

    @classmethod
    def _create_user(cls, login, groups, territories=None, networks=None, partner=None):
        user = new_test_user(
            cls.env, login=login, groups=groups, **({"partner_id": partner.id} if partner else {})
        )
        user.write({
            "dms_territory_ids": [Command.set(territories.ids if territories else [])],
            "dms_network_ids": [Command.set(networks.ids if networks else [])],
        })
        return user

    @classmethod
    def _create_sale(cls, distributor, outlet, **values):
        cls.sale_number = getattr(cls, "sale_number", 0) + 1
        return cls.env["dms.secondary.sale"].create({
            "distributor_id": distributor.id,
            "outlet_id": outlet and outlet.id,
            "product_id": cls.product.id,
            "date": "2026-01-15",
            "quantity": 12,
            "gross_amount": 10,
            "discount_amount": 1,
            "net_amount": 9,
            "invoice_reference": f"INV{cls.sale_number}",
            "source_key": f"20260115:{cls.sale_number}",
            **values,
        })

    def _get_seen(self, user):
        """Partners of the test's network that a user finds."""
        return self.network.browse(
            self.env["res.partner"].with_user(user).search([("id", "in", self.network.ids)]).ids
        )
