from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

TEXT_LIMIT = 5000
# A form of more parts than some hundreds is refused before anybody reads it.
ROW_LIMIT = 100
# Invoice lines that can be chosen, the newest; older ones are told in the explanation.
CHOICE_LIMIT = 200


class DmsClaim(models.Model):
    """A claim as it is typed on a phone: kept as far as it goes, told what it still wants."""

    _inherit = "dms.claim"

    @api.model
    def _create_from_portal(self, distributor, claim_type):
        """A draft for a distributor; one of the type that holds nothing yet is taken again.

        :param distributor: the user's own, which the caller has looked at
        :param claim_type: a type that is offered to it
        :return: the claim, past the rules
        """
        claims = self.sudo()
        untouched = claims.search(
            [
                ("claimant_id", "=", distributor.id), ("company_id", "=", self.env.company.id),
                ("type_id", "=", claim_type.id), ("state", "=", "draft"),
                ("origin", "=", "portal"), ("claimed_amount", "=", 0), ("line_ids", "=", False),
                ("evidence_ids.attachment_ids", "=", False), ("description", "in", (False, "")),
            ],
            limit=1,
        )
        return untouched or claims.create(self._prepare_portal_values(distributor, claim_type))

    @api.model
    def _prepare_portal_values(self, distributor, claim_type) -> dict:
        """Values of a new draft: for last month, or for this one once that is too late."""
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        last_end = first - relativedelta(days=1)
        is_open = not claim_type.window_days or (
            today <= last_end + relativedelta(days=claim_type.window_days)
        )
        is_month = claim_type.line_basis == "entitlement" and is_open
        return {
            "claimant_id": distributor.id,
            "company_id": self.env.company.id,
            "type_id": claim_type.id,
            "origin": "portal",
            "date_from": last_end.replace(day=1) if is_month else first,
            "date_to": last_end if is_month else today,
        }

    # What can be chosen

    def _get_portal_schemes(self):
        """Schemes under which the claimant may claim, newest first."""
        self.ensure_one()
        schemes = self.env["dms.scheme"].sudo().with_company(self.company_id)
        found = schemes.browse()
        for period in ("running", "past"):
            found |= schemes._get_network_schemes(self.claimant_id, period)
        return found.filtered("is_claimable").sorted("date_start", reverse=True) | self.scheme_id

    def _get_portal_entitlements(self):
        """What the claimant has earned and not been granted, nor claimed otherwise."""
        self.ensure_one()
        entitlements = self.env["dms.scheme.entitlement"].sudo()
        claimed = self.env["dms.claim.line"].sudo().search([
            ("claimant_id", "=", self.claimant_id.id), ("entitlement_id", "!=", False),
            ("claim_id", "!=", self.id), ("state", "not in", ("refused", "cancelled")),
        ]).entitlement_id
        return self.line_ids.entitlement_id | entitlements.search(
            [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.claimant_id.id),
                ("scheme_id", "in", self._get_portal_schemes().ids),
                ("due", ">", 0), ("id", "not in", claimed.ids),
            ],
            limit=CHOICE_LIMIT,
        )

    def _get_portal_products(self):
        """Goods that the claimant is supplied with."""
        self.ensure_one()
        orders = self.env["dms.quick.order"].sudo().with_company(self.company_id)
        claimant = self.claimant_id.sudo().with_company(self.company_id)
        return self.line_ids.product_id | orders._get_products(
            claimant, claimant.property_product_pricelist
        )

    def _get_portal_lots(self):
        """Lots that the claimant holds, what expires first before the rest."""
        self.ensure_one()
        return self.env["dms.stock.ageing"].sudo().search([
            ("distributor_id", "=", self.claimant_id.id), ("lot_id", "!=", False),
            ("company_id", "=", self.company_id.id), ("quantity", ">", 0),
        ]).lot_id

    def _get_portal_invoice_lines(self):
        """Invoice lines of goods that the claimant was charged, the newest first."""
        self.ensure_one()
        return self.line_ids.move_line_id | self.env["account.move.line"].sudo().search(
            [
                ("move_id.commercial_partner_id", "=", self.claimant_id.commercial_partner_id.id),
                ("move_id.move_type", "=", "out_invoice"), ("parent_state", "=", "posted"),
                ("company_id", "=", self.company_id.id), ("display_type", "=", "product"),
            ],
            order="date desc, id desc", limit=CHOICE_LIMIT,
        )

    # What was typed

    def _write_from_portal(self, form) -> list[str]:
        """Keep what a form holds. What it cannot mean is told, and the rest is kept.

        :param form: texts: ``external_reference``, ``description``, ``date_from``, ``date_to``,
            ``scheme_id``, and ``rows`` as ``_prepare_portal_rows`` takes them
        :return: sentences: what could not be understood, with what to do
        :raise UserError: when the claim is no draft
        """
        self.ensure_one()
        self._check_draft()
        values, problems = self._read_portal_head(form)
        if self._is_long_for_portal():
            values.pop("scheme_id", None)
            self.write(values)
            return problems
        rows, row_problems = self._prepare_portal_rows(form["rows"][:ROW_LIMIT])
        if len(form["rows"]) > ROW_LIMIT:
            row_problems.append(self.env._(
                "A claim has at most %s lines: make another one for the rest.", ROW_LIMIT
            ))
        self.write(values | self._prepare_portal_period(rows))
        self._write_portal_rows(rows)
        return problems + row_problems

    def _is_long_for_portal(self) -> bool:
        """Whether the claim has more lines than a form holds, such as one from a file: they stay
        as they are.
        """
        self.ensure_one()
        return len(self.line_ids) > ROW_LIMIT

    def _read_portal_head(self, form):
        """Values of the claim itself.

        :return: pair of a dict for ``write`` and sentences of what is wrong
        """
        values, problems = {"description": form["description"].strip()[:TEXT_LIMIT]}, []
        if self.needs_scheme:
            values["scheme_id"] = form["scheme_id"] in self._get_portal_schemes().ids and (
                form["scheme_id"]
            )
        reference = form["external_reference"].strip()[:64]
        other = reference and self.sudo().search(
            [
                ("claimant_id", "=", self.claimant_id.id), ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id), ("external_reference", "=", reference),
                ("state", "not in", ("refused", "cancelled")),
            ],
            limit=1,
        )
        if other:
            problems.append(self.env._(
                "Your reference %(reference)s is on claim %(claim)s already: change it.",
                reference=reference, claim=other.name,
            ))
        else:
            values["external_reference"] = reference or False
        first, last = form["date_from"], form["date_to"]
        if not (first and last):
            problems.append(self.env._("Enter the first and the last day of the period."))
        elif first > last:
            problems.append(self.env._("The period ends before it begins: correct it."))
        else:
            values.update(date_from=first, date_to=last)
        return values, problems

    def _prepare_portal_period(self, rows) -> dict:
        """The period of what was earned, where lines are about that: it is not typed."""
        entitlements = self.env["dms.scheme.entitlement"].sudo().browse(
            [row["entitlement_id"] for row in rows if row.get("entitlement_id")]
        )
        if not entitlements:
            return {}
        today = fields.Date.context_today(self)
        first = min(entitlements.mapped("date_from"))
        ends = [min(entitlement.date_to or today, today) for entitlement in entitlements]
        return {"date_from": first, "date_to": max(*ends, first)}

    def _write_portal_rows(self, rows):
        """Make the lines those of the form, by their places: what is typed on changes its line."""
        lines = self.line_ids
        self.write({"line_ids": [
            *(
                Command.update(line.id, row)
                for line, row in zip(lines, rows, strict=False)
            ),
            *(Command.create(row) for row in rows[len(lines):]),
            *(Command.delete(line.id) for line in lines[len(rows):]),
        ]})
        if lines and not rows:
            self.claimed_amount = 0

    def _get_portal_obstacles(self, problems) -> list[str]:
        """All that the claim still wants before it can be submitted.

        :param problems: what ``_write_from_portal`` told
        """
        self.ensure_one()
        return [
            *problems,
            *(text[:1].upper() + text[1:] for text in self._get_obstacles()),
        ]

    def _submit_from_portal(self, problems):
        """Submit the claim for its claimant.

        :param problems: what ``_write_from_portal`` told
        :raise UserError: naming all that is missing
        """
        self.ensure_one()
        if obstacles := self._get_portal_obstacles(problems):
            raise UserError("\n".join(obstacles))
        self.action_submit()

    @api.model
    def _get_portal_types(self) -> models.Model:
        """Types of claim that are offered in the portal."""
        return self.env["dms.claim.type"].sudo().search(
            Domain("is_in_portal", "=", True)
            & Domain("company_id", "in", (False, self.env.company.id))
        )
