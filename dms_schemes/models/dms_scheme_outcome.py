from odoo import models
from odoo.tools import format_date
from odoo.tools.i18n import format_list

from ..arithmetic import Mechanism, Reason
from .dms_scheme import BINDING_STATES
from .dms_scheme_eligibility import AUDIENCE

# Buying more, or another look at the display, is all that is missing.
WITHIN_REACH = (Reason.THRESHOLD, Reason.ASSORTMENT, Reason.COMBO, Reason.AUDITS)
ICONS = {
    "applied": "fa-check-circle", "near": "fa-arrow-circle-up", "missed": "fa-minus-circle",
}
# What keeps a party out, by the field that says who is admitted.
AUDIENCE_REASONS = {
    Reason.PARTY_TIER: "tier_ids",
    Reason.PARTY_GRADE: "grade_ids",
    Reason.PARTY_CHANNEL: "channel_ids",
    Reason.PARTY_OUTLET_CLASS: "outlet_class_ids",
    Reason.PARTY_TERRITORY: "territory_ids",
    Reason.PARTY_PARTNER: "partner_ids",
}
# What these climb is a share in per cent, whatever the scheme is measured by.
IN_PERCENT = (Mechanism.TARGET, Mechanism.GROWTH, Mechanism.DISPLAY)


class DmsScheme(models.Model):
    """The engine's outcomes in words, with their figures."""

    _inherit = "dms.scheme"

    def _word_outcome(self, outcome, partner, day, names=None) -> dict:
        """What the scheme does for a basket, why, and what is missing to its next step.

        Money is worded in the currency of the environment's ``dms_scheme_currency``, else in the
        scheme's.

        :param outcome: of this scheme, of the engine
        :param partner: who buys
        :param day: the date of the basket
        :param names: of the basket's lines, by key
        :return: values that JSON can hold; ``status`` is ``applied``, ``near`` (more of the same
            would earn) or ``missed``, ``reason`` is the engine's, the rest is words and figures
        """
        self.ensure_one()
        status = self._get_outcome_status(outcome.reason)
        return {
            "id": self.id,
            "code": self.code or "",
            "name": self.name,
            "summary": self.summary,
            "status": status,
            "icon": ICONS[status],
            "reason": outcome.reason.value,
            "label": self._word_reason(outcome.reason),
            "message": self._word_cause(outcome, partner, day),
            "benefit": self._word_given(outcome),
            "amount": float(outcome.amount),
            "goods": self._prepare_given_goods(outcome),
            "points": float(outcome.points),
            "steps": self._word_steps(outcome),
            "shares": [
                {"line": key, "name": (names or {}).get(key, ""), "amount": float(share),
                 "text": self._word_money(share)}
                for key, share in outcome.shares.items() if share
            ],
            "upsell": self._word_needs(outcome),
            "missing": self._prepare_missing(outcome),
            "progress": self._prepare_progress(outcome),
        }

    def _word_absence(self, day) -> dict:
        """What the scheme does on a day on which it takes part in nothing, as ``_word_outcome``."""
        self.ensure_one()
        message = self.env._("It has not been approved: it applies to nothing yet.")
        if self.state in BINDING_STATES:
            message = self._word_not_on(day)
        return {
            "id": self.id, "code": self.code or "", "name": self.name, "summary": self.summary,
            "status": "missed", "icon": ICONS["missed"], "reason": Reason.DATE.value,
            "message": message,
            "label": self._word_reason(Reason.DATE), "benefit": "", "amount": 0.0, "goods": None,
            "points": 0.0, "steps": [], "shares": [], "upsell": "", "missing": None,
            "progress": None,
        }

    def _get_outcome_status(self, reason: Reason) -> str:
        """``applied``, ``near`` or ``missed``."""
        if reason in (Reason.APPLIED, Reason.CLAW_BACK):
            return "applied"
        return "near" if reason in WITHIN_REACH else "missed"

    def _word_reason(self, reason: Reason):
        """A reason in two or three words."""
        if reason in AUDIENCE_REASONS:
            return self.env._("Not for this buyer")
        return {
            Reason.APPLIED: lambda: self.env._("Applies"),
            Reason.CLAW_BACK: lambda: self.env._("Taken back"),
            Reason.DATE: lambda: self.env._("Not on this day"),
            Reason.PRODUCT: lambda: self.env._("Not for these products"),
            Reason.UNIT: lambda: self.env._("Other unit"),
            Reason.THRESHOLD: lambda: self.env._("Below the first slab"),
            Reason.ASSORTMENT: lambda: self.env._("Assortment incomplete"),
            Reason.COMBO: lambda: self.env._("No complete set"),
            Reason.TARGET: lambda: self.env._("No target"),
            Reason.NO_BASE: lambda: self.env._("Nothing to compare with"),
            Reason.AUDITS: lambda: self.env._("Audits missing"),
            Reason.NOTHING_DUE: lambda: self.env._("Nothing more due"),
            Reason.EXCLUSIVE: lambda: self.env._("Another scheme pays"),
            Reason.BUDGET: lambda: self.env._("Budget used up"),
            Reason.HELD_TO_VALUE: lambda: self.env._("Value used up"),
        }[reason]()

    def _word_cause(self, outcome, partner, day):
        """Why the scheme gives what it gives, with the figures that decided."""
        self.ensure_one()
        if outcome.reason in AUDIENCE_REASONS:
            name = AUDIENCE_REASONS[outcome.reason]
            return self._word_audience(name, partner, outcome.is_excluded)
        words = {
            Reason.DATE: lambda: self._word_not_on(day),
            Reason.PRODUCT: self._word_goods_that_count,
            Reason.UNIT: lambda: self.env._(
                "The scheme counts in %s; no unit of these products can be converted to it.",
                self.uom_id.name,
            ),
            Reason.THRESHOLD: lambda: self._word_below(outcome),
            Reason.ASSORTMENT: lambda: self._word_incomplete(outcome),
            Reason.COMBO: lambda: self._word_incomplete(outcome),
            Reason.TARGET: lambda: self.env._("No target is set for %s.", partner.name),
            Reason.NO_BASE: lambda: self.env._(
                "%s bought nothing in the period with which growth is compared, and the scheme "
                "names no slab for new partners.", partner.name,
            ),
            Reason.AUDITS: lambda: self.env._(
                "%s of the audits that are asked for have been passed.",
                self._word_climbed(outcome.figure),
            ),
            Reason.EXCLUSIVE: lambda: self._word_winner(outcome.winner),
            Reason.BUDGET: lambda: self.env._("Nothing is left of the scheme's budget."),
            Reason.HELD_TO_VALUE: lambda: self.env._(
                "Other schemes take all of the value that it is paid on."
            ),
        }
        return words.get(outcome.reason, lambda: self._word_payment(outcome))()

    def _word_not_on(self, day):
        return self.env._(
            "In force %(dates)s, not on %(day)s.", dates=self._word_dates(),
            day=format_date(self.env, day),
        )

    def _word_below(self, outcome):
        return self.env._(
            "%(figure)s of %(threshold)s.", figure=self._word_climbed(outcome.figure),
            threshold=self._word_climbed(outcome.scheme.terms.ladder.slabs[0].threshold),
        )

    def _word_incomplete(self, outcome):
        needs = [self._word_need(need) for need in outcome.needs]
        return self.env._("Still missing: %s.", format_list(self.env, needs))

    def _word_payment(self, outcome):
        """What counted and what that earns; with what was granted before where that matters."""
        reached = outcome.benefit and outcome.benefit.reached
        sentences = [self.env._("%s counts.", self._word_climbed(outcome.figure))]
        if reached is not None:
            slab = outcome.scheme.terms.ladder.slabs[reached]
            sentences = [self.env._(
                "%(figure)s counts: %(slab)s.", figure=self._word_climbed(outcome.figure),
                slab=self._word_slab(slab),
            )]
        if outcome.scheme.is_cumulative and outcome.benefit:
            given = outcome.amount + outcome.goods_quantity + outcome.points
            before = outcome.benefit.amount - given
            if before > 0:
                sentences.append(self.env._(
                    "%(earned)s is earned in all, %(before)s was granted before.",
                    earned=self._word_benefit(outcome.benefit.amount),
                    before=self._word_benefit(before),
                ))
        if outcome.reason == Reason.NOTHING_DUE:
            sentences.append(self.env._("Nothing more is due now."))
        if outcome.is_cut:
            sentences.append(self.env._("The budget leaves no more than this."))
        if outcome.is_held:
            sentences.append(self.env._("More would be above the value it is paid on."))
        return " ".join(sentences)

    def _word_steps(self, outcome) -> list:
        """How the benefit is calculated, slab by slab."""
        self.ensure_one()
        benefit = outcome.benefit
        if not benefit or not benefit.parts or not outcome.scheme.terms:
            return []
        slabs = outcome.scheme.terms.ladder.slabs
        steps = []
        if benefit.is_capped:
            steps.append(self.env._("Only %s counts.", self._word_climbed(benefit.counted)))
        steps += [self._word_part(slabs[part.slab], part) for part in benefit.parts]
        if benefit.is_held_to_value:
            steps.append(self.env._("A benefit is never more than the value it is paid on."))
        return steps

    def _word_audience(self, name, partner, is_excluded):
        """What of the audience keeps a partner out.

        :param name: the scheme's field of what is included
        :param is_excluded: whether the partner is left out, rather than not admitted
        """
        self.ensure_one()
        if name == "partner_ids":
            if is_excluded:
                return self.env._("%s is left out by name.", partner.name)
            return self.env._("Only for partners that it names, not for %s.", partner.name)
        [own] = [partner[field] for field, _operator, allowed in AUDIENCE if allowed == name]
        values = {
            "kind": self._fields[name]._description_string(self.env),
            "names": format_list(
                self.env, self[f"excluded_{name}" if is_excluded else name].mapped("name")
            ),
            "partner": partner.name,
            "own": own.name or self.env._("none"),
        }
        if is_excluded:
            return self.env._(
                "%(kind)s left out: %(names)s; %(partner)s has %(own)s.", **values
            )
        return self.env._("%(kind)s: only %(names)s; %(partner)s has %(own)s.", **values)

    def _word_goods_that_count(self):
        """Which products count, for one who has bought none of them."""
        self.ensure_one()
        names = self.category_ids.mapped("name") + self.product_ids.mapped("name")
        if self.mechanism == Mechanism.COMBO:
            names = [part._get_title() for part in self.combo_ids]
        excluded = (self.excluded_category_ids.mapped("name")
                    + self.excluded_product_ids.mapped("name"))
        words = []
        if names:
            words.append(self.env._("Only %s count.", format_list(self.env, names)))
        if excluded:
            words.append(self.env._("%s never count.", format_list(self.env, excluded)))
        return " ".join(words) or self.env._("No product counts.")

    def _word_winner(self, winner):
        """Which scheme pays instead of this one.

        :param winner: id of that scheme
        """
        other = self.browse(winner)
        if other.group_id and other.group_id == self.group_id:
            return self.env._(
                "Of the group %(group)s only the best scheme pays: %(winner)s.",
                group=self.group_id.name, winner=other.name,
            )
        return self.env._("%s rules it out.", other.name)

    def _word_given(self, outcome):
        """What is given now: money, goods, points; nothing where nothing is."""
        if outcome.goods_quantity:
            return self._word_free_goods(outcome.goods)
        if outcome.points:
            return self._word_benefit(outcome.points)
        return self._word_money(outcome.amount) if outcome.amount else ""

    def _word_free_goods(self, goods):
        product = self.env["product.product"].browse(goods.product)
        return self.env._(
            "%(number)s %(goods)s free", number=self._word_number(goods.quantity),
            goods=" ".join(filter(None, [(self.free_uom_id or self.uom_id).name, product.name])),
        )
