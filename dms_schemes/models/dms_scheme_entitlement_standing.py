from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..arithmetic import Mechanism, Past
from ..arithmetic.scheme import CUMULATIVE
from .dms_scheme_outcome import IN_PERCENT


class DmsSchemeEntitlement(models.Model):
    """Entitlements as their earners are told of them."""

    _inherit = "dms.scheme.entitlement"

    @api.model
    def _get_running_domain(self, day) -> Domain:
        """Domain of the windows that hold a day."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    @api.model
    def _get_history(self, keys, partner, day) -> dict:
        """What a partner's sales have brought before, for the engine.

        :param keys: ids of the schemes
        :param day: whose windows are meant
        :return: ``Past`` by scheme id
        """
        rows = self.search(
            self._get_running_domain(day) & Domain("scheme_id", "in", list(keys))
            & Domain("partner_id", "=", partner.id)
        )
        return {row.scheme_id.id: row._prepare_past() for row in rows}

    def _prepare_past(self) -> Past:
        """The row as the engine knows what was bought before."""
        self.ensure_one()
        scheme = self.scheme_id

        def exact(figure):
            return Decimal(str(figure or 0))

        unit = scheme.uom_id and scheme.uom_id._get_dms_unit()
        share = exact(self.figure) if scheme.mechanism == Mechanism.DISPLAY else Decimal(0)
        return Past(
            quantity=exact(self.quantity) * (unit.factor if unit else 1),
            value=exact(self.value),
            granted=exact(self.granted),
            target=exact(self.target) if self.target else None,
            previous_value=exact(self.previous_value),
            audits_passed=round(share * scheme.audits_required / 100),
            audits_required=scheme.audits_required,
            is_new=not self.previous_value,
        )

    def _prepare_progress(self):
        """How far the way to the next slab is, as ``dms.scheme._prepare_progress``, with
        ``upsell`` in words; at the highest slab the way is done. None where each document climbs
        the slabs by itself."""
        self.ensure_one()
        scheme = self.scheme_id
        if Mechanism(scheme.mechanism) not in CUMULATIVE:
            return None
        figure = {"figure": scheme._word_climbed(self.figure), "upsell": self._word_missing() or ""}
        if scheme.mechanism == Mechanism.TARGET and self.target:
            return self._prepare_target_progress()
        if not figure["upsell"]:
            return {**figure, "percent": 100 if self.slab else 0, "next": ""}
        goal = self.figure + self.missing
        if scheme.mechanism in IN_PERCENT:
            goal = scheme.slab_ids.sorted("threshold")[self.next_slab - 1].threshold
        return {
            **figure, "percent": max(0, min(100, round(self.progress))),
            "next": scheme._word_climbed(goal),
        }

    def _prepare_target_progress(self) -> dict:
        """``_prepare_progress`` against a target: what is missing in money or goods, not points."""
        self.ensure_one()
        scheme = self.scheme_id
        done = self.value if scheme.basis == "value" else self.quantity

        def word(figure, percent):
            return self.env._(
                "%(figure)s (%(percent)s of the target)", figure=scheme._word_figure(figure),
                percent=scheme._word_climbed(percent),
            )

        progress = {"figure": word(done, self.figure), "next": "", "upsell": "", "percent": 100}
        slabs = scheme.slab_ids.sorted("threshold")
        if self.missing > 0 and 0 < self.next_slab <= len(slabs):
            slab = slabs[self.next_slab - 1]
            goal = self.target * slab.threshold / 100
            progress.update(
                percent=max(0, min(100, round(self.progress))),
                next=word(goal, slab.threshold),
                upsell=self.env._(
                    "%(missing)s more: %(rate)s", missing=scheme._word_figure(goal - done),
                    rate=scheme._word_rate(slab.rate),
                ),
            )
        return progress

    def _prepare_earner_row(self) -> dict:
        """The row as the portal shows it."""
        self.ensure_one()
        scheme = self.scheme_id
        window = ""
        if scheme.window != "whole":
            window = " – ".join(
                format_date(self.env, day) for day in (self.date_from, self.date_to) if day
            )
        return {
            "partner": self.partner_id,
            "window": window,
            "progress": self._prepare_progress(),
            "earned": scheme._word_benefit(self.earned) if self.earned > 0 else "",
        }
