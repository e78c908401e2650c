from odoo import api, models
from odoo.fields import Domain


class DmsQuickOrder(models.AbstractModel):
    """What the page of the quick order sends."""

    _inherit = "dms.quick.order"

    @api.model
    def _save(self, distributor, changes):
        """Have the order that a distributor is filling in hold these quantities.

        :param distributor: ``res.partner`` that orders, past the rules
        :param changes: dict of product id → (cases, pieces), of products that have changed
        :return: dict of ``cart`` as in ``_get_data`` and ``refused``, ids of unknown products
        :raise UserError: when a number cannot be a quantity
        """
        orders = self.env["sale.order"]
        wanted = self._parse_changes(changes)
        if not wanted:
            return {"cart": self._get_cart(orders._get_dms_cart(distributor)), "refused": []}
        cart = orders._create_dms_cart(distributor)
        products = self.env["product.product"].search(
            Domain("id", "in", list(wanted))
            & (
                self._get_products_domain(distributor, cart.pricelist_id)
                # What is in can be taken out, even when it is sold no more.
                | Domain("id", "in", cart._get_dms_ordered_lines().product_id.ids)
            )
        )
        cart._set_dms_quantities({product: wanted[product.id] for product in products})
        return {
            "cart": self._get_cart(cart),
            "refused": sorted(set(wanted) - set(products.ids)),
        }

    @api.model
    def _submit(self, distributor, accepted=(), reference="", note=""):
        """Hand in the order that a distributor has filled in, when nothing stands against it.

        :param accepted: codes of problems that the distributor has been told and goes on with
        :param reference: the distributor's own number of the order
        :param note: what it wants to say with it
        :return: dict of ``problems``, see ``sale.order._get_dms_problems``, and without any
            ``order``: ``id``, ``name``, ``state``, ``url`` and ``reasons`` why it is held
        """
        cart = self.env["sale.order"]._create_dms_cart(distributor)
        problems = cart._get_dms_problems(accepted)
        if problems:
            return {"problems": problems, "cart": self._get_cart(cart)}
        cart.client_order_ref = reference or False
        if note:
            cart.message_post(body=note, subtype_xmlid="mail.mt_comment")
        cart._submit_dms_order()
        return {
            "problems": [],
            "order": {
                "id": cart.id,
                "name": cart.name,
                "state": cart.state,
                "url": cart.get_portal_url(),
                "reasons": cart._get_dms_hold_sentences(),
            },
        }

    @api.model
    def _parse_changes(self, changes) -> dict:
        """What a page sends for quantities: wrong keys are left out, JSON has text for keys.

        :return: dict of product id → (cases, pieces)
        """
        return {
            int(key): (pair[0], pair[1])
            for key, pair in (changes or {}).items()
            if str(key).isascii() and str(key).isdigit() and len(str(key)) < 10
            and isinstance(pair, (list, tuple)) and len(pair) == 2
        }
