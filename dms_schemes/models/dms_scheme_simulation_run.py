from decimal import Decimal

from odoo import models
from odoo.exceptions import ValidationError

from ..arithmetic import Mechanism, TermsError
from ..tools import measure_sql, simulation_sql
from ..tools.counting import Counted
from ..tools.windows import get_windows

# Per cent by which more is supposed to be sold than was.
UPLIFTS = (0, -20, -10, 10, 20, 30, 50)


class DmsSchemeSimulationRun(models.AbstractModel):
    """How a scheme is run over a past period."""

    _name = "dms.scheme.simulation.run"
    _description = "Run of a Simulation"

    def _simulate(self, scheme):
        """Run a scheme over the period and keep what it would have cost.

        :param scheme: ``dms.scheme``, of whatever state
        :raise ValidationError: when its slabs make no sense yet
        """
        self.ensure_one()
        company = self.company_id
        counted = [self._prepare_counted(scheme.sudo())]
        source = measure_sql.ORDERS if scheme.beneficiary == "buyer" else measure_sql.FACTS
        measuring = self.env["dms.scheme.measuring"].sudo()
        measuring._measure(company, counted, source)
        results = []
        for uplift in UPLIFTS:
            if uplift:
                measuring._pay(counted, uplift)
            self.env.cr.execute(simulation_sql.COST)
            results.append(self._prepare_result_values(scheme, uplift, self.env.cr.fetchone()))
            if not uplift:
                self.env.cr.execute(simulation_sql.SLABS)
                slabs = self._prepare_slab_values(scheme, self.env.cr.fetchall())
        base = results[0]["value"]
        for values in results:
            # More in stock is no more sold.
            more = 0 if counted[0].is_of_stock else values["value"] - base
            values["gain"] = more * self.margin_percent / 100 - values["cost"]
        self.env["dms.scheme.simulation.result"].sudo().create(results)
        self.env["dms.scheme.simulation.slab"].sudo().create(slabs)

    def _prepare_counted(self, scheme) -> Counted:
        """The scheme as it would have run in the period.

        :raise ValidationError: when its slabs make no sense yet
        """
        currency = self.company_id.currency_id
        rate = Decimal(str(scheme.currency_id._get_conversion_rate(
            scheme.currency_id, currency, self.company_id, self.date_to
        )))
        costs = scheme._get_goods_costs(currency, self.date_to)
        try:
            compiled = scheme._prepare_scheme(currency, rate, costs)
        except TermsError as error:
            raise ValidationError(scheme._get_terms_message(error)) from error
        windows = get_windows(scheme.window, self.date_from, self.date_to, self.date_to)
        if compiled.mechanism is Mechanism.PRICE_PROTECTION:
            windows = [(self.date_from, self.date_from)]
        return Counted(
            compiled, scheme.beneficiary == "outlet", tuple(windows),
            {window: scheme._get_compared_window(window) for window in windows}
            if compiled.mechanism is Mechanism.GROWTH else {},
            audits_required=scheme.audits_required,
            money_step=Decimal(str(currency.rounding)),
            with_transit=scheme.is_transit_included,
        )

    def _prepare_result_values(self, scheme, uplift, row):
        """Values of the result at one uplift."""
        partners, earning, quantity, value, paid_value, cost = row
        more = (100 + uplift) / 100
        return {
            "simulation_id": self.id,
            "scheme_id": scheme.id,
            "uplift": uplift,
            "partner_count": partners,
            "earning_count": earning,
            "quantity": quantity * more,
            "value": value * more,
            "paid_value": paid_value * more,
            "cost": cost,
        }

    def _prepare_slab_values(self, scheme, rows):
        """Values of the slabs, with how many stood in each."""
        labels = [self.env._("below")]
        labels += [
            scheme._word_figure(slab.threshold) for slab in scheme.slab_ids.sorted("threshold")
        ]
        return [
            {
                "simulation_id": self.id,
                "scheme_id": scheme.id,
                "slab": slab,
                "label": labels[slab] if slab < len(labels) else str(slab),
                "figure_count": count,
                "partner_count": partners,
                "value": value,
                "cost": cost,
            }
            for slab, count, partners, value, cost in rows
        ]
