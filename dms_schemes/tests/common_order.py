from odoo import Command, fields
from odoo.addons.dms_distributor.tests.common_order import OrderCommon


class SchemeOrderCommon(OrderCommon):
    """A distributor that orders, and schemes of which only the test's own are in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Days are those of one clock for all users, at whatever hour the tests run.
        cls.env.user.tz = "UTC"
        cls._end(cls.env["dms.scheme"].search([]))
        cls.today = fields.Date.context_today(cls.env.user)

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


class SchemeFlowCommon(SchemeOrderCommon):
    """Goods in stock and a tax, and what happens to an order after its confirmation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tea, 5000)
        cls._stock(cls.soap, 5000)
        cls._stock(cls.oil, 5000)
        cls.tax = cls.env["account.tax"].create({"name": "Test 18 %", "amount": 18.0})
        cls.tea.taxes_id = cls.tax

    def _get_sums(self, scheme):
        """What the ledger says of a scheme: promised, used, given, owed."""
        grants = self.env["dms.scheme.grant"].search([("scheme_id", "=", scheme.id)])
        return tuple(
            round(sum(grants.mapped(name)), 2)
            for name in ("reserved", "consumed", "amount", "accrued")
        )

    def _ship(self, order, quantities, *, keep_rest=True):
        """Deliver so much of products."""
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.action_assign()
        for move in picking.move_ids:
            line = move.sale_line_id
            move.quantity = line.product_uom_id._compute_quantity(
                quantities.get(line, 0), move.product_uom
            )
            move.picked = True
        if all(move.quantity == move.product_uom_qty for move in picking.move_ids):
            picking.button_validate()
        else:
            wizard = picking.button_validate()
            backorder = self.env["stock.backorder.confirmation"].with_context(
                **wizard["context"]
            ).create({"pick_ids": [Command.set(picking.ids)]})
            backorder.process() if keep_rest else backorder.process_cancel_backorder()
        self.assertEqual(picking.state, "done")
        return picking

    def _invoice(self, order, final=False):
        move = order._create_invoices(final=final)
        move.action_post()
        return move

    def _return(self, picking, quantity):
        """Have so much of a delivery's first move come back, to be refunded."""
        wizard = self.env["stock.return.picking"].with_context(
            active_ids=picking.ids, active_id=picking.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves[1:].unlink()
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        return back
