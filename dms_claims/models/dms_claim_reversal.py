from odoo import api, fields, models
from odoo.addons.dms_schemes.models.dms_scheme_provision import Provision
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

from ..arithmetic import take_back


class DmsClaim(models.Model):
    """What is settled stands: another claim takes it back, and is decided on like any other."""

    _inherit = "dms.claim"

    reversed_amount = fields.Monetary(
        "Taken Back", readonly=True, copy=False,
        help="Of what was settled, what later claims have taken back.",
    )
    reversal_count = fields.Integer(compute="_compute_reversal_count")

    _reversed_within_settled = models.Constraint(
        "CHECK (reversed_amount BETWEEN 0 AND settled_amount)",
        "No more can be taken back of a claim than was settled.",
    )

    @api.depends("reversal_ids")
    def _compute_reversal_count(self):
        for claim in self:
            claim.reversal_count = len(claim.reversal_ids)

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"reversed_amount"}

    @api.model
    def _get_under_validation_exceptions(self):
        return [*super()._get_under_validation_exceptions(), "reversal_ids", "reversed_amount"]

    def _get_obstacles(self) -> list:
        if not self.reversal_of_id:
            return super()._get_obstacles()
        # What a claim has to prove was proved when it was settled.
        obstacles = []
        if self.claimed_amount <= 0:
            obstacles.append(self.env._("the amount to take back is missing"))
        if not self.description:
            obstacles.append(self.env._("say why it is taken back"))
        original, left = self.reversal_of_id, self.reversal_of_id._get_reversible_amount(self)
        if self.currency_id.compare_amounts(self.claimed_amount, left) > 0:
            obstacles.append(self.env._(
                "only %(amount)s of claim %(claim)s can still be taken back",
                amount=format_amount(self.env, left, self.currency_id), claim=original.name,
            ))
        return obstacles

    def _prepare_whole_line_values(self) -> dict:
        values = super()._prepare_whole_line_values()
        if self.reversal_of_id:
            values["name"] = self.env._("Taken back of %s", self.reversal_of_id.name)
        return values

    def _take_sources(self):
        """What is taken back rests on no sales of its own."""
        return super(DmsClaim, self._without_reversals())._take_sources()

    def _update_expected(self):
        """What is taken back is compared with nothing but what was settled."""
        return super(DmsClaim, self._without_reversals())._update_expected()

    def _run_checks(self, stage, codes=None):
        """What is taken back was checked when it was settled."""
        return super(DmsClaim, self._without_reversals())._run_checks(stage, codes)

    def _apply_rules(self):
        """No rule decides on what is taken back: somebody does."""
        return super(DmsClaim, self._without_reversals())._apply_rules()

    def _without_reversals(self):
        return self.filtered(lambda claim: not claim.reversal_of_id)

    def action_reverse(self):
        """Open the dialog that makes a claim which takes this one back."""
        self.ensure_one()
        self._check_reversible()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Take Back"),
            "res_model": "dms.claim.reverse", "view_mode": "form", "target": "new",
            "context": {"default_claim_id": self.id},
        }

    def action_open_reversals(self):
        """Open the claims that take this one back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        action.update(domain=[("reversal_of_id", "=", self.id)], context={})
        return action

    def _check_reversible(self):
        """Refuse to take back what was not settled.

        :raise UserError: with what to do instead
        """
        for claim in self:
            if claim.reversal_of_id:
                raise UserError(self.env._(
                    "Claim %(claim)s takes claim %(original)s back itself: have the claimant make "
                    "a new claim instead.",
                    claim=claim.name, original=claim.reversal_of_id.name,
                ))
            if claim._get_reversible_amount() <= 0:
                raise UserError(self.env._(
                    "Nothing of claim %s is settled that could be taken back. What is approved "
                    "and not settled can lapse: settle it so.", claim.name,
                ))

    def _check_returnable(self, amount, method):
        """Refuse to take back more than the claimant still has, or otherwise than by a document.

        :raise UserError: with what there is
        """
        if method in ("goods", "lapse"):
            raise UserError(self.env._(
                "Claim %s takes back what was settled: it ends in a debit note.", self.name
            ))
        original = self.reversal_of_id
        left = original._get_given_amount() - original.reversed_amount
        if self.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(self.env._(
                "Claim %(claim)s takes back %(amount)s, and only %(left)s of claim %(original)s "
                "has not been taken back yet. Settle no more than that.",
                claim=self.name, amount=format_amount(self.env, amount, self.currency_id),
                left=format_amount(self.env, left, self.currency_id), original=original.name,
            ))

    def _get_reversible_amount(self, besides=None) -> float:
        """What was settled, less what other claims take back or ask to.

        :param besides: a reversal that does not count
        """
        self.ensure_one()
        asked = sum(
            claim.approved_amount if claim.state in ("approved", "settled")
            else claim.claimed_amount
            for claim in self.sudo().reversal_ids - (besides or self.browse())
            if claim.state in ("submitted", "approved", "settled")
        )
        return self.currency_id.round(self._get_given_amount() - asked)

    def _get_given_amount(self) -> float:
        """What the claimant has got: all that was settled, without what has lapsed."""
        self.ensure_one()
        return sum(
            self.sudo().settlement_ids.filtered(
                lambda settlement: settlement.state in ("posted", "reversed")
                and settlement.method != "lapse"
            ).mapped("amount")
        )

    def _create_reversal(self, amount, reason):
        """A draft that takes back what was settled of this claim, for whoever decides on claims.

        :param amount: in the claim's currency
        :param reason: why, in words
        :return: the new claim
        """
        self.ensure_one()
        self._check_reversible()
        return self.sudo().create(self._prepare_reversal_values(amount, reason)).with_env(self.env)

    def _prepare_reversal_values(self, amount, reason) -> dict:
        """Values of a claim that takes this one back."""
        return {
            "reversal_of_id": self.id, "company_id": self.company_id.id,
            "claimant_id": self.claimant_id.id, "type_id": self.type_id.id,
            "scheme_id": self.scheme_id.id, "currency_id": self.currency_id.id,
            "date_from": self.date_from, "date_to": self.date_to,
            "claimed_amount": amount, "description": reason, "evidence_ids": [],
        }

    def _get_returned_parts(self, amount) -> dict:
        """What taking back an amount takes of each settlement of this claim, the last ones first.

        :return: Decimals by settlement
        """
        self.ensure_one()
        rows = self.sudo().settlement_ids.filtered(
            lambda row: row.state == "posted" and row.method != "lapse"
        ).sorted(lambda row: (row.date, row.id), reverse=True)
        return dict(zip(rows, take_back(
            exact(amount), [exact(row.amount) - exact(row.reversed_amount) for row in rows]
        ), strict=True))

    def _is_return_taxed(self, amount) -> bool:
        """Whether what this claim takes back was given with tax.

        :raise UserError: when a part of it was, and a part was not
        """
        parts = self.reversal_of_id._get_returned_parts(amount)
        taxed = sum(part for row, part in parts.items() if row.method == "tax_credit_note")
        if taxed and taxed != exact(amount):
            first = next(iter(parts))
            part = float(taxed) if first.method == "tax_credit_note" else amount - float(taxed)
            raise UserError(self.env._(
                "Claim %(claim)s takes back what was given with tax and what was given without. "
                "Settle %(part)s first, then the rest.",
                claim=self.name, part=format_amount(self.env, part, self.currency_id),
            ))
        return bool(taxed)

    def _take_back(self, amount):
        """Mark what is taken back on the settlements of this claim."""
        for row, part in self._get_returned_parts(amount).items():
            row.reversed_amount = row.currency_id.round(row.reversed_amount + float(part))
        self.sudo().with_context(skip_validation_check=True).write({
            "reversed_amount": self.currency_id.round(self.reversed_amount + amount),
        })
        if not self.currency_id.compare_amounts(self.reversed_amount, self._get_given_amount()):
            # Nothing of the claim is left: its sales can be claimed rightly.
            self.env["dms.claim.source"].sudo()._release(self)

    def _prepare_returned_items(self, amount, date) -> list:
        """Values of the items that give back to the provision what is taken from the claimant.

        Of a claim under a scheme, what went beyond the provision was an expense, and is so first.
        """
        self.ensure_one()
        schemes = self.env["dms.scheme"].sudo().with_company(self.company_id)
        step = schemes._get_step(self.company_id)
        rate = schemes._get_company_rate(self.currency_id, date)
        common = {"partner_id": self.claimant_id.id, "currency_id": self.currency_id.id}
        provision_account = self.company_id._get_dms_scheme_accounts()[2]
        if not self.is_from_scheme:
            books = self._get_claim_provisions().get(self, Provision())
            mirrored = Provision(-books.accrued, -books.settled, -books.carrying)
            return [{
                **common, "account_id": provision_account.id, "dms_provision": "settlement",
                "amount_currency": -float(amount),
                "balance": -float(mirrored.carry(amount, rate, step)),
            }]
        self._check_scheme_currency()
        over = min(amount, self._get_expensed_amount())
        items = []
        for part, values in (
            (over, {
                "account_id": self._get_expense_account().id,
                "analytic_distribution": self.scheme_id._prepare_distribution(self.claimant_id),
            }),
            (amount - over, {
                "account_id": provision_account.id, "dms_provision": "settlement",
            }),
        ):
            if part:
                items.append({
                    **common, **values, "dms_scheme_id": self.scheme_id.id,
                    "amount_currency": -float(part),
                    "balance": -float(self._get_company_amount(part, date)),
                })
        return items

    def _get_expensed_amount(self):
        """What was settled of the original beyond the scheme's provision, and not taken back."""
        original = self.reversal_of_id
        self.env["account.move.line"].flush_model()
        [(amount,)] = self.env.execute_query(SQL(
            """SELECT COALESCE(SUM(amount_currency), 0) FROM account_move_line
                WHERE dms_claim_id = ANY(%s) AND dms_scheme_id = %s AND dms_provision IS NULL
                  AND parent_state = 'posted'""",
            (original | original.reversal_ids).ids, original.scheme_id.id,
        ))
        return max(exact(0), exact(amount))
