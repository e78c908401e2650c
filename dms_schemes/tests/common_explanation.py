from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.addons.dms_distributor.tests.common_portal import PortalCommon


class ExplanationCommon(PortalCommon):
    """A network with its own goods and schemes; whatever else there is does not reach it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("UPDATE dms_scheme SET state = 'cancelled'")
        cls.env["dms.scheme"].invalidate_model(["state"])
        cls.soap, cls.tea = cls.products
        cls.category = cls.env["product.category"].create({"name": "Told goods"})
        cls.products.write({
            "categ_id": cls.category.id, "type": "consu", "taxes_id": [Command.clear()],
        })
        cls.soap.list_price, cls.tea.list_price = 20, 50
        cls.start = fields.Date.context_today(cls.env.user).replace(day=1)
        cls.volume = cls._create_scheme(
            "Tea volume", "TEA-VOLUME", cls.tea, [(10, 5), (50, 8)],
        )
        cls.free = cls._create_scheme(
            "Soap 20 + 1", "SOAP-20-1", cls.soap, [(20, 1)],
            calculation="recurring", benefit_kind="goods",
        )
        cls.env.flush_all()

    @classmethod
    def _create_scheme(cls, name, code, products, slabs, *, is_started=True, **values):
        """A scheme of these products, by quantity; it runs for two years unless told otherwise."""
        scheme = cls.env["dms.scheme"].create({
            "name": name,
            "code": code,
            "date_start": cls.start,
            "date_end": cls.start + relativedelta(years=2),
            "product_ids": [Command.set(products.ids)],
            "tier_ids": [Command.set(cls.tiers["distributor"].ids)],
            "slab_ids": [
                Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in slabs
            ],
            **values,
        })
        if is_started:
            scheme.action_start()
        return scheme

    def explain(self, *purchase, partner=None, day=None, **options):
        """What the schemes of these tests say of a purchase.

        :param purchase: pairs of a product and a quantity, each at its list price
        :return: outcomes in words by code of scheme
        """
        lines = [
            {"key": key, "product": product, "quantity": quantity, "uom": product.uom_id,
             "value": product.list_price * quantity}
            for key, (product, quantity) in enumerate(purchase, 1)
        ]
        explained = self.env["dms.scheme"]._explain_purchase(
            partner or self.north, lines, day or fields.Date.context_today(self.env.user),
            self.env.company.currency_id, **options,
        )
        return {outcome["code"]: outcome for outcome in explained["outcomes"]}
