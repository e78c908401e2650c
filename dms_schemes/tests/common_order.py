from odoo import Command, fields
from odoo.addons.dms_distributor.tests.common_order import OrderCommon


class SchemeOrderCommon(OrderCommon):
    """A distributor that orders, and schemes of which only the test's own are in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._end(cls.env["dms.scheme"].search([]))
        cls.today = fields.Date.today()

    @classmethod
    def _scheme(cls, name, slabs, **values):
        """A running scheme; slabs are pairs of threshold and rate."""
        scheme = cls.env["dms.scheme"].create({
            "name": name,
            "calculation": "whole",
            "basis": "value",
            "benefit_kind": "percent",
            "uom_id": cls.unit.id,
            "slab_ids": [
                Command.create({"threshold": threshold, "rate": rate})
                for threshold, rate in slabs
            ],
            **values,
        })
        cls._start(scheme)
        return scheme

    @classmethod
    def _end(cls, schemes):
        """Have schemes bind nobody from now on, and not from tomorrow as when they are stopped."""
        schemes.flush_recordset()
        cls.env.cr.execute(
            "UPDATE dms_scheme SET state = 'cancelled' WHERE id = ANY(%s)", [schemes.ids]
        )
        schemes.invalidate_recordset()

    @classmethod
    def _start(cls, scheme):
        """Put a scheme into force without the people who approve it."""
        scheme.action_start()

    @classmethod
    def _free(cls, threshold=20, rate=1, **values):
        """For every so many cases, some cases free."""
        return cls._scheme(
            f"{threshold} + {rate}", [(threshold, rate)],
            **{
                "calculation": "recurring", "basis": "quantity", "benefit_kind": "goods",
                "uom_id": cls.case.id, **values,
            },
        )

    @classmethod
    def _quotation(cls, *lines, partner=None, **values):
        """A quotation; lines are of product, quantity and optionally the unit."""
        return cls.env["sale.order"].create({
            "partner_id": (partner or cls.sunrise).id,
            "order_line": [
                Command.create({
                    "product_id": product.id, "product_uom_qty": quantity,
                    "product_uom_id": (uom[0] if uom else product.uom_id).id,
                })
                for product, quantity, *uom in lines
            ],
            **values,
        })

    def _get_free(self, order):
        """Free goods of an order: product → quantity and unit."""
        return {
            line.product_id: (line.product_uom_qty, line.product_uom_id)
            for line in order.order_line if line._is_dms_free()
        }
