from decimal import Decimal

from odoo import api, fields, models

from ..arithmetic import Kind
from ..tools import entitlement_sql
from .dms_scheme import BINDING_STATES
from .dms_scheme_beneficiary import SECONDARY

# Distributors whose entitlements one job computes anew, and changes that one takes at once.
DISTRIBUTORS, CHANGES = 50, 50_000


class DmsSchemeEntitlement(models.Model):
    """Entitlements follow the sales, the schemes and the network."""

    _inherit = "dms.scheme.entitlement"

    @api.model
    def _refresh(self, company, schemes=None, distributors=None):
        """Compute entitlements anew from all sales.

        :param company: ``res.company``
        :param schemes: ``dms.scheme``; None: all that were ever in force
        :param distributors: ids of distributors; None: all
        """
        counted = self._get_counted(company, schemes)
        measuring = self.env["dms.scheme.measuring"]
        measuring._measure(company, counted, distributors=distributors)
        self._keep(company, {"distributors": distributors})
        if any(entry.is_of_stock for entry in counted):
            self.env["dms.scheme.protection"]._keep(distributors)

    @api.model
    def _take_pending(self, company, distributor_id, limit=CHANGES) -> bool:
        """Count the sales of a distributor that wait: anew what they touch, and nothing else.

        :return: whether more may wait
        """
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(entitlement_sql.TAKE_PENDING, {
            "company": company.id, "distributor": distributor_id, "limit": limit,
        })
        outlets, products, days = cr.fetchone()
        if not days:
            return False
        counted = self._get_touched(company, products, days)
        touched = {(distributor_id, outlet) for outlet in outlets if outlet}
        for by_outlet, pairs in (
            (True, touched), (False, {(distributor_id, distributor_id)}),
        ):
            part = [entry for entry in counted if entry.by_outlet is by_outlet]
            if part and pairs:
                self.env["dms.scheme.measuring"]._measure(
                    company, part, distributors=[distributor_id], touched=pairs
                )
                self._keep(company, {"distributors": [distributor_id]}, is_narrow=True)
        return True

    @api.model
    def _get_counted(self, company, schemes=None, last=None):
        """Schemes of a company with all their windows.

        :param last: the last day looked at, by default today
        """
        records = self.env["dms.scheme"].sudo().with_context(active_test=False).search([
            ("company_id", "=", company.id), ("beneficiary", "in", SECONDARY),
            ("state", "in", BINDING_STATES),
            *([("id", "in", schemes.ids)] if schemes is not None else []),
        ], order="id")
        return self.env["dms.scheme.measuring"]._count(
            records, company.currency_id, last or fields.Date.context_today(self)
        )

    @api.model
    def _get_touched(self, company, products, days):
        """Schemes that count one of the products, with those windows that hold one of the days."""
        matching = self.env["dms.scheme.measuring"]._filter_by_products(
            self._get_counted(company), products
        )
        return [touched for entry in matching if (touched := entry.at_days(days))]

    @api.model
    def _get_open_benefits(self, schemes, date) -> dict:
        """What was earned from the sales up to the end of a day, less what was granted of it.

        :param schemes: ``dms.scheme``; empty: all of the current company
        :return: a Decimal in the scheme's currency by scheme and distributor
        """
        benefits = {}
        companies = schemes.company_id or self.env.company
        for company in companies:
            counted = self._get_counted(company, schemes or None, date)
            self.env["dms.scheme.measuring"]._measure(
                company, [
                    entry.until(date) for entry in counted
                    if entry.scheme.is_money or entry.scheme.terms.kind is not Kind.POINTS
                ],
            )
            self.env.cr.execute(entitlement_sql.OWED, {"company": company.id, "date": date})
            for scheme_id, distributor_id, earned, given in self.env.cr.fetchall():
                scheme = self.env["dms.scheme"].browse(scheme_id)
                distributor = self.env["res.partner"].browse(distributor_id)
                # Odoo reads numbers as floats; these are rounded to money.
                given = Decimal(str(given))
                earned = scheme._convert(
                    Decimal(str(earned)), company.currency_id, scheme.currency_id, company,
                    scheme._get_rate_date(date),
                )
                if earned != given:
                    benefits[scheme, distributor] = earned - given
        return benefits

    @api.model
    def _keep(self, company, scope, is_narrow=False):
        """Write what was measured; forget what is no more.

        :param scope: parameter ``distributors``
        :param is_narrow: whether only partners touched were measured, in some windows
        """
        cr = self.env.cr
        condition = ""
        if scope["distributors"] is not None:
            condition += " AND kept.distributor_id = ANY(%(distributors)s)"
        if is_narrow:
            condition += (
                " AND (kept.distributor_id, kept.partner_id) IN"
                " (SELECT distributor_id, partner_id FROM dms_m_touched)"
                " AND (scheme.position, kept.date_from) IN"
                " (SELECT position, date_from FROM dms_m_window)"
            )
        cr.execute(entitlement_sql.UPSERT, {
            "company": company.id, "currency": company.currency_id.id
        })
        for statement in (entitlement_sql.EMPTY, entitlement_sql.DELETE):
            cr.execute(statement.format(scope=condition), scope)
        self.invalidate_model()

    @api.model
    def _enqueue_pending(self, companies=None):
        """Have sales that wait counted in the background, one job a distributor."""
        self.env["dms.secondary.sale"].flush_model()
        self.env.cr.execute(entitlement_sql.FIND_WAITING, {
            "companies": companies.ids if companies else None,
        })
        for company_id, distributor_id in self.env.cr.fetchall():
            self._delay(
                self.env._("Schemes: count the sales of a distributor"),
                f"pending:{company_id}:{distributor_id}",
            )._job_take_pending(company_id, distributor_id)

    @api.model
    def _enqueue_refresh(self, company, schemes=None):
        """Have entitlements computed anew in the background, so many distributors a job."""
        ids = self._get_distributors(company)
        names = "all" if schemes is None else ",".join(map(str, sorted(schemes.ids)))
        for start in range(0, len(ids), DISTRIBUTORS):
            part = ids[start : start + DISTRIBUTORS]
            self._delay(
                self.env._("Schemes: count all sales of %s distributors", len(part)),
                f"refresh:{company.id}:{part[0]}:{names}",
            )._job_refresh(company.id, part, schemes.ids if schemes is not None else None)

    @api.model
    def _delay(self, description, key):
        return self.with_delay(
            description=description, identity_key=f"dms.scheme.entitlement:{key}"
        )

    @api.model
    def _get_distributors(self, company):
        """Ids of partners whose sales, or entitlements, there are."""
        return self.env["res.partner"].sudo().with_context(active_test=False).search([
            ("dms_role", "=", "distributor"), ("company_id", "in", [False, company.id])
        ], order="id").ids

    @api.model
    def _job_take_pending(self, company_id, distributor_id):
        """Job: count a part of the sales that wait; another job goes on where this one ends."""
        company = self.env["res.company"].browse(company_id)
        self.sudo().with_company(company)._take_pending(company, distributor_id)
        self.sudo()._enqueue_pending(company)

    @api.model
    def _job_refresh(self, company_id, distributors, schemes=None):
        """Job: compute the entitlements of some distributors anew."""
        company = self.env["res.company"].browse(company_id)
        records = None if schemes is None else self.env["dms.scheme"].browse(schemes)
        self.sudo().with_company(company)._refresh(company, records, distributors)

    @api.model
    def _cron_take_pending(self):
        """Count what no job was enqueued for."""
        self._enqueue_pending()

    @api.model
    def _cron_refresh(self):
        """Compute all anew: partners and products may have moved between classes since."""
        companies = self.env["dms.scheme"].sudo().search(
            [("beneficiary", "in", SECONDARY), ("state", "in", BINDING_STATES)]
        ).company_id
        for company in companies:
            self.with_company(company)._enqueue_refresh(company)
