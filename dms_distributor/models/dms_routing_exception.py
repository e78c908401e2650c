from collections.abc import Callable
from typing import NamedTuple

from odoo import api, models


class Found(NamedTuple):
    """Something that somebody has to look into.

    :ivar amount: in the company's currency; rules go by it
    """

    model: str
    record_id: int
    partner_id: int
    amount: float
    text: str


class DmsRoutingException(models.AbstractModel):
    """What there is to look into: each kind tells all that is open in a company."""

    _name = "dms.routing.exception"
    _description = "Kinds of Exceptions"

    @api.model
    def _get_kinds(self) -> dict[str, tuple[str, Callable]]:
        """Kinds of exceptions. Other add-ons add to them.

        :return: by code, a label and a function of a company that gives the ``Found`` open in it
        """
        return {
            "upload_failed": (self.env._("Upload that failed"), self._find_failed_uploads),
            "upload_conflict": (
                self.env._("Upload with contradictions"), self._find_conflicting_uploads
            ),
            "upload_unknown": (
                self.env._("Upload with unknown codes"), self._find_unknown_codes
            ),
            "held_order": (self.env._("Order on hold"), self._find_held_orders),
            "price_breach": (self.env._("Sales below the floor price"), self._find_breaches),
            "api_failed": (self.env._("API batch that failed"), self._find_failed_batches),
        }

    @api.model
    def _find(self, kind: str, company) -> list[Found]:
        """What is open of ``kind`` in ``company``."""
        _label, find = self._get_kinds()[kind]
        return find(company)

    @api.model
    def _find_uploads(self, company, domain, amount: str, describe) -> list[Found]:
        uploads = self.env["dms.upload"].search([("company_id", "=", company.id), *domain])
        return [
            Found(upload._name, upload.id, upload.distributor_id.id, upload[amount],
                  describe(upload))
            for upload in uploads
        ]

    @api.model
    def _find_failed_uploads(self, company):
        return self._find_uploads(
            company, [("state", "=", "failed")], "file_total",
            lambda upload: f"{upload.name}: {upload.message or ''}",
        )

    @api.model
    def _find_conflicting_uploads(self, company):
        return self._find_uploads(
            company, [("state", "=", "checked"), ("conflict_count", ">", 0)], "file_total",
            lambda upload: self.env._(
                "%(upload)s: %(count)s rows contradict what is recorded.",
                upload=upload.name, count=upload.conflict_count,
            ),
        )

    @api.model
    def _find_unknown_codes(self, company):
        return self._find_uploads(
            company,
            [("state", "=", "loaded"), ("rejected_count", ">", 0),
             ("finding_ids", "any", [
                 ("state", "=", "open"), ("kind", "in", ("product_unknown", "outlet_unknown")),
             ])],
            "rejected_total",
            lambda upload: self.env._(
                "%(upload)s: %(count)s rows name what is not known.",
                upload=upload.name, count=upload.rejected_count,
            ),
        )

    @api.model
    def _find_held_orders(self, company):
        orders = self.env["sale.order"].search(
            [("company_id", "=", company.id), ("dms_hold_state", "=", "held"),
             ("state", "in", ("draft", "sent"))]
        )
        return [
            Found(
                order._name, order.id, order.partner_id.commercial_partner_id.id,
                order.currency_id._convert(
                    order.amount_total, company.currency_id, company, order.date_order
                ),
                f"{order.name}: {order.dms_hold_reason or ''}",
            )
            for order in orders
        ]

    @api.model
    def _find_breaches(self, company):
        """One exception a distributor: breaches come by the hundred."""
        return [
            Found(
                partner._name, partner.id, partner.id, amount,
                self.env._("%s sales below the floor price are not explained.", count),
            )
            for partner, count, amount in self.env["dms.price.breach"]._read_group(
                [("company_id", "=", company.id), ("state", "=", "open")],
                ["distributor_id"], ["__count", "amount:sum"],
            )
        ]

    @api.model
    def _find_failed_batches(self, company):
        batches = self.env["dms.api.batch"].search(
            [("company_id", "=", company.id), ("state", "=", "failed")]
        )
        return [
            Found(batch._name, batch.id, batch.distributor_id.id, 0,
                  f"{batch.batch_key}: {batch.message or ''}")
            for batch in batches
        ]
