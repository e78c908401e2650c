from odoo import models
from odoo.tools import format_amount
from odoo.tools.i18n import format_list

# Names that a printed line lists.
NAMES = 3


class DmsScheme(models.Model):
    """Schemes as orders and invoices name them."""

    _inherit = "dms.scheme"

    def _word_dms_note(self, amount, currency) -> str:
        """What these schemes take off a line, for its document."""
        names = self[:NAMES].mapped("name")
        if len(self) > NAMES:
            names.append(self.env._("%s more", len(self) - NAMES))
        return self.env._(
            "%(schemes)s: −%(amount)s", amount=format_amount(self.env, amount, currency),
            schemes=format_list(self.env, names) if names else self.env._("Trade schemes"),
        )

    def _word_outcome_hint(self, outcome) -> str:
        """What is missing until the scheme gives more; empty when that cannot be said."""
        self.ensure_one()
        if not outcome.upsell or not self.slab_ids:
            return ""
        return self._word_upsell(outcome)
