from dataclasses import replace
from decimal import Decimal

from odoo import api, models

from ..arithmetic import FreeGoods, Reason
from ..arithmetic.outcome import Trace
from .dms_scheme_outcome import AUDIENCE_REASONS

ZERO = Decimal(0)
# What stands against the whole order, whichever its lines.
WIDER = {Reason.DATE, *AUDIENCE_REASONS}


class SaleOrder(models.Model):
    """Which schemes apply to an order, which do not, and why."""

    _inherit = "sale.order"

    def action_explain_dms_schemes(self):
        """Open what each scheme does for the order, and why."""
        self.ensure_one()
        return self._open_dms_explanation(
            self.env._("Schemes of %s: why?", self.name), {"default_order_id": self.id}
        )

    @api.model
    def _open_dms_explanation(self, name, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "dms.scheme.check",
            "view_mode": "form",
            "views": [
                (self.env.ref("dms_schemes.view_dms_scheme_check_form_order").id, "form")
            ],
            "target": "new",
            "context": context,
        }

    def _explain_dms_schemes(self, line=None, among=None) -> dict:
        """What each scheme does for the order, or for one of its lines.

        Of a confirmed order the benefits that were settled then are told; why others do not apply
        is worked out as of its date.

        :param line: of the order; none: the whole order
        :param among: the schemes of which the reader may know; None: all it has access to
        :return: see ``dms.scheme._explain``
        """
        self.ensure_one()
        if not self._is_dms_scheme_order():
            return {"message": self.env._(
                "%s is no partner of the network: no scheme is for it.", self.partner_id.name
            )}
        partner, day = self.partner_id.commercial_partner_id, self._get_dms_scheme_date()
        lines = dict(enumerate(self._get_dms_scheme_lines()))
        outcomes, late = self._get_dms_outcomes(day, among), ()
        if self.dms_is_scheme_frozen:
            outcomes, late = self._settle_dms_outcomes(outcomes)
        if line:
            outcomes = self._narrow_dms_outcomes(outcomes, lines, line)
        names = {key: one.product_id.display_name for key, one in lines.items()}
        explained = self.env["dms.scheme"]._explain(
            outcomes, partner, day, self.currency_id, names
        )
        for told in explained["outcomes"]:
            if told["id"] in late and told["reason"] == Reason.NOTHING_DUE:
                told["message"] = self.env._(
                    "It was not granted when the order was confirmed; what was settled then stands."
                )
        return explained

    def _get_dms_outcomes(self, day, among=None) -> dict:
        """What each scheme that the user may read does for the order.

        :param among: see ``_explain_dms_schemes``
        :return: outcomes of the engine by scheme
        """
        self.ensure_one()
        # What the order has taken of a budget stands against nothing of its own.
        budgets = {} if self.dms_is_scheme_frozen else None
        schemes = self.env["dms.scheme"]
        scheme_set = schemes.sudo()._get_scheme_set(self.company_id, self.currency_id, day)
        evaluation = self.sudo()._get_dms_evaluation(budgets)[self]
        return {
            scheme: evaluation.explain(scheme.id)
            for scheme in schemes._get_explained_schemes(scheme_set, among=among)
        }

    def _settle_dms_outcomes(self, outcomes):
        """Outcomes with what was settled at confirmation in place of what would be given now.

        :return: pair of the outcomes by scheme and the ids of schemes that would give something
            now and were not granted then
        """
        settled = self.sudo().dms_scheme_line_ids.grouped(lambda line: line.scheme_id.sudo(False))
        keys = {line: key for key, line in enumerate(self._get_dms_scheme_lines())}
        result, late = {}, set()
        for scheme, outcome in outcomes.items():
            benefits = settled.get(scheme)
            if benefits:
                result[scheme] = self._settle_dms_outcome(outcome, benefits, keys)
            elif outcome.is_paid:
                late.add(scheme.id)
                result[scheme] = self._empty_dms_outcome(outcome, Reason.NOTHING_DUE)
            else:
                result[scheme] = outcome
        return result, late

    @api.model
    def _empty_dms_outcome(self, outcome, reason):
        """An outcome that gives nothing, for a reason of the order's own."""
        return replace(
            outcome, reason=reason, amount=ZERO, goods=None, points=ZERO, shares={},
            tracing=Trace,
        )

    @api.model
    def _settle_dms_outcome(self, outcome, benefits, keys):
        """An outcome that gives what was settled.

        :param benefits: of the scheme, ``dms.scheme.line``
        :param keys: of the order's lines
        """
        shares = {}
        for benefit in benefits.filtered("amount"):
            key = keys.get(benefit.order_line_id)
            shares[key] = shares.get(key, ZERO) + Decimal(str(benefit.amount))
        given = benefits.filtered("goods_quantity")[:1]
        goods = given and FreeGoods(
            scheme=outcome.scheme.key, product=given.product_id.id,
            quantity=Decimal(str(given.goods_quantity)), unit=None, line=None, worth=ZERO,
        )
        return replace(
            outcome, reason=Reason.APPLIED, shares=shares, amount=sum(shares.values(), ZERO),
            goods=goods or None, points=Decimal(str(sum(benefits.mapped("points")))),
        )

    @api.model
    def _narrow_dms_outcomes(self, outcomes, lines, line) -> dict:
        """Outcomes of an order as they concern one of its lines.

        :param lines: of the order by key
        :param line: that is asked about; of a free line, the scheme that gave it
        """
        if line.dms_scheme_id:
            return {
                scheme: outcome for scheme, outcome in outcomes.items()
                if scheme == line.dms_scheme_id
            }
        product = line.product_id
        path = product.sudo()._get_dms_category_paths()[product]
        key = next((key for key, one in lines.items() if one == line), None)

        def narrow(outcome):
            if outcome.reason in WIDER:
                return outcome
            if not self._is_dms_counted(outcome.scheme, product, path):
                return self._empty_dms_outcome(outcome, Reason.PRODUCT)
            share = outcome.shares.get(key)
            return outcome if share is None else replace(
                outcome, amount=share, shares={key: share}
            )

        return {scheme: narrow(outcome) for scheme, outcome in outcomes.items()}

    @api.model
    def _is_dms_counted(self, scheme, product, path) -> bool:
        """Whether a product counts for a scheme of the engine, be it as a part of a set."""
        parts = [part.selection for part in scheme.combo]
        return any(one.admits(product.id, path) for one in parts or [scheme.selection])


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def action_explain_dms_schemes(self):
        """Open what each scheme does for this line, and why."""
        self.ensure_one()
        return self.order_id._open_dms_explanation(
            self.env._("%s: which schemes apply, and why?", self.product_id.display_name),
            {"default_order_id": self.order_id.id, "default_order_line_id": self.id},
        )
