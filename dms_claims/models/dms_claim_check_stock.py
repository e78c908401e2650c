from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.claim_stock_sql import CLAIMED, DELIVERED, SOLD

LOST = ("damage", "expiry")


class DmsClaimCheck(models.Model):
    """Whether lost goods were ever there: by deliveries, lots, sales and earlier claims."""

    _inherit = "dms.claim.check"

    @api.model
    def _judge_stock(self, batch):
        """No more than was delivered of the lot, nor than is unsold of the product, less what
        other claims have taken already."""
        claims = batch.of("stock", LOST)
        lines = claims.line_ids.filtered("product_id.is_storable")
        stock = ClaimedStock(self.env, lines) if lines else None
        for claim in claims:
            wanted = claim.line_ids & lines
            if not wanted:
                batch.skipped(claim, "stock", "no_product")
                continue
            failed = [
                self._judge_goods(batch, claim, stock, lines)
                for lines in wanted.grouped(lambda line: (line.product_id, line.lot_id)).values()
            ]
            if not any(failed):
                batch.passed(claim, "stock", count=len(wanted))

    @api.model
    def _judge_goods(self, batch, claim, stock, lines) -> bool:
        """Whether the lines of a claim for one product and lot ask for goods that were not there.
        """
        line, product, lot = lines[0], lines.product_id, lines.lot_id
        if product.tracking != "none" and not lot:
            batch.failed(claim, "stock", "no_lot", line_id=line.id)
            return True
        asked = sum(map(get_quantity, lines))
        failed = False
        for variant, room in (
            ("above_delivered", stock.get_delivered(claim, product, lot)),
            ("above_unsold", stock.get_unsold(claim, product)),
        ):
            if not failed and product.uom_id.compare(asked, room) > 0:
                failed = True
                batch.failed(
                    claim, "stock", variant, line_id=line.id, claimed=asked, ceiling=max(room, 0)
                )
        return failed

    @api.model
    def _judge_lot_date(self, batch):
        """Expired goods have expired, or are as near to it as the agreement takes them."""
        claims = batch.of("lot_date", ("expiry",))
        agreements = claims._get_agreements()
        for claim in claims:
            dated = claim.line_ids.filtered(lambda line: line.lot_id.expiration_date)
            if not dated:
                batch.skipped(claim, "lot_date")
                continue
            day = claim.submit_date or claim._fields["submit_date"].context_today(claim)
            agreement = agreements.get(claim)
            notice = agreement.expiry_notice_days if agreement else 0
            late = dated.filtered(
                lambda line, day=day, notice=notice:
                (line.lot_id.expiration_date.date() - day).days > notice
            )
            for line in late:
                expires = line.lot_id.expiration_date.date()
                batch.failed(
                    claim, "lot_date", line_id=line.id, date=expires, ceiling=notice,
                    count=(expires - day).days,
                )
            if not late:
                batch.passed(claim, "lot_date", count=len(dated))

    @api.model
    def _judge_price_stock(self, batch):
        """No more is claimed than was in stock and under way when the price fell."""
        for claim in batch.of("price_stock", ("price_protection",)):
            named = claim.line_ids.filtered(
                lambda line: line.quantity
                and line.expected_code in ("protection", "not_protected")
            )
            if not named:
                batch.skipped(claim, "price_stock")
                continue
            above = False
            for line in named:
                held = sum(float(figure) for figure in (line.expected_figures or {}).values())
                asked = get_quantity(line)
                unit = line.product_id.uom_id or line.product_uom_id
                if unit.compare(asked, held) > 0:
                    above = True
                    batch.failed(
                        claim, "price_stock", line_id=line.id, claimed=asked, ceiling=held
                    )
            if not above:
                batch.passed(claim, "price_stock")

    @api.model
    def _get_words(self) -> dict:
        return super()._get_words() | {
            ("stock", "passed"): self.env._("The goods were delivered and have not been sold."),
            ("stock", "no_product"): self.env._("No line names a product."),
            ("stock", "no_lot"): self.env._("%(product)s is kept by lots, and no lot is named."),
            ("stock", "above_delivered"): self.env._(
                "%(product)s %(lot)s: %(claimed_quantity)s is claimed, and %(limit_quantity)s of "
                "what was delivered has not been claimed before."
            ),
            ("stock", "above_unsold"): self.env._(
                "%(product)s: %(claimed_quantity)s is claimed, and of all that was delivered "
                "%(limit_quantity)s is neither sold nor claimed before."
            ),
            ("price_stock", "passed"): self.env._(
                "The quantities were there when the price fell."
            ),
            ("price_stock", "failed"): self.env._(
                "%(line)s: %(claimed_quantity)s is claimed; %(limit_quantity)s was in stock and "
                "under way when the price fell."
            ),
            ("price_stock", "not_applicable"): self.env._(
                "No line names a quantity that could be compared."
            ),
            ("lot_date", "passed"): self.env._("The dates of the lots have passed, or are near."),
            ("lot_date", "failed"): self.env._(
                "%(product)s, lot %(lot)s expires on %(date)s only, in %(count)s days; the "
                "agreement takes goods from %(limit_number)s days before."
            ),
            ("lot_date", "not_applicable"): self.env._("No line names a lot with a date."),
        }


def get_quantity(line) -> float:
    """The quantity of a line in its product's unit."""
    unit = line.product_uom_id or line.product_id.uom_id
    return unit._compute_quantity(line.quantity, line.product_id.uom_id, round=False)


class ClaimedStock:
    """What claimants were delivered, sold and claimed of the products of some lines, in the
    products' units; read by three queries."""

    def __init__(self, env, lines):
        values = {"claimants": lines.claimant_id.ids, "products": lines.product_id.ids}
        env["dms.claim.line"].flush_model()
        env["dms.claim"].flush_model()
        env["stock.move.line"].flush_model()
        self._lots, self._delivered = defaultdict(float), defaultdict(float)
        for company, claimant, product, lot, quantity in env.execute_query(
            SQL(DELIVERED, **values)
        ):
            self._lots[company, claimant, product, lot] = float(quantity)
            self._delivered[company, claimant, product] += float(quantity)
        self._sold = {
            tuple(row[:3]): float(row[3]) for row in env.execute_query(SQL(SOLD, **values))
        }
        # By claim too: a claim does not stand against itself.
        self._claimed, self._own = defaultdict(float), defaultdict(float)
        for claim, company, claimant, product, lot, quantity in env.execute_query(
            SQL(CLAIMED, **values)
        ):
            for key in ((company, claimant, product, lot), (company, claimant, product)):
                self._claimed[key] += float(quantity)
                self._own[claim, *key] += float(quantity)

    def get_delivered(self, claim, product, lot) -> float:
        """What was delivered of a lot and not claimed by another claim; without a lot, of the
        product."""
        key = (claim.company_id.id, claim.claimant_id.id, product.id)
        if not lot:
            return self._delivered[key] - self._get_claimed(claim, key)
        key += (lot.id,)
        return self._lots[key] - self._get_claimed(claim, key)

    def get_unsold(self, claim, product) -> float:
        """What was delivered of a product, is not sold, and not claimed by another claim."""
        key = (claim.company_id.id, claim.claimant_id.id, product.id)
        return self._delivered[key] - self._sold.get(key, 0) - self._get_claimed(claim, key)

    def _get_claimed(self, claim, key) -> float:
        return self._claimed[key] - self._own[claim.id, *key]
