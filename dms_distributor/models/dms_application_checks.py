from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..onboarding import (
    BankVerdict,
    check_bank_account,
    get_tax_number_variants,
    is_tax_number_valid,
)


class DmsApplication(models.Model):
    """What is checked of an application. Each check gives a verdict and says its figures."""

    _inherit = "dms.application"

    def action_run_checks(self):
        """Check again, with what is known now."""
        self.check_access("write")
        self.sudo()._run_checks()

    @api.model
    def _get_checks(self) -> dict:
        """Names of the methods that check, by code, in the order in which they are shown.

        Each gives a pair of verdict (pass, warning or fail) and sentence, for one application.
        """
        return {
            "document": "_check_documents",
            "tax_number": "_check_tax_number",
            "duplicate": "_check_duplicates",
            "name": "_check_names",
            "bank": "_check_bank",
            "reference": "_check_references",
            "territory": "_check_territory",
        }

    def _run_checks(self):
        """Bring the lines of the checks up to date; what was accepted stays so while its findings
        are the same.
        """
        now = fields.Datetime.now()
        for application in self:
            known = {check.code: check for check in application.check_ids}
            for sequence, (code, method) in enumerate(self._get_checks().items()):
                verdict, detail = getattr(application, method)()
                values = {"verdict": verdict, "detail": detail, "date": now}
                check = known.pop(code, None)
                if check is None:
                    application.check_ids.create({
                        **values, "application_id": application.id, "code": code,
                        "sequence": sequence,
                    })
                    continue
                if (check.verdict, check.detail) != (verdict, detail):
                    values |= {"is_accepted": False, "accept_user_id": False}
                check.write(values)
            for check in known.values():
                check.unlink()

    def _check_documents(self):
        """Whether all required documents are there, good and valid."""
        missing = self.missing_document_ids
        if missing:
            return "fail", self.env._("Missing: %s.", ", ".join(missing.mapped("name")))
        today = fields.Date.context_today(self)
        expired = self.document_ids.filtered(
            lambda doc: doc.date_expiry and doc.date_expiry < today
        )
        if expired:
            return "fail", self.env._("Expired: %s.", ", ".join(expired.type_id.mapped("name")))
        unseen = self.document_ids.filtered(lambda doc: doc.state == "received")
        if unseen:
            return "warning", self.env._(
                "%(count)s documents, of which %(unseen)s nobody has looked at yet.",
                count=len(self.document_ids), unseen=len(unseen),
            )
        return "pass", self.env._("%s documents, all accepted.", len(self.document_ids))

    def _check_tax_number(self):
        """Whether the tax number has the form of its country's."""
        if not self.vat:
            return "warning", self.env._("No tax number given.")
        is_valid = is_tax_number_valid(self.vat, self.country_id.code)
        country = self.country_id.name or self.env._("no country")
        if is_valid is None:
            return "warning", self.env._(
                "%(number)s: numbers of %(country)s cannot be checked.",
                number=self.vat, country=country,
            )
        if not is_valid:
            return "fail", self.env._(
                "%(number)s is no tax number of %(country)s: its form or check digit is wrong.",
                number=self.vat, country=country,
            )
        return "pass", self.env._(
            "%(number)s has the form and check digit of %(country)s.",
            number=self.vat, country=country,
        )

    def _check_duplicates(self):
        """Whether somebody with the same tax number is a partner, a prospect or applies already."""
        variants = get_tax_number_variants(self.vat, self.country_id.code)
        own = self.partner_id | self.lead_id.partner_id.commercial_partner_id
        partners = self._find_partners_by_tax_number(variants) - own
        applications = self.search(
            Domain("vat_key", "in", list(variants))
            & Domain("id", "!=", self.id)
            & Domain("is_confirmed", "=", True)
            & Domain("state", "in", ("draft", "submitted", "approved"))
        )
        leads = self.env["crm.lead"].search(
            Domain("dms_vat_key", "in", list(variants))
            & Domain("id", "!=", self.lead_id.id)
            & Domain("won_status", "=", "pending")
        )
        names = [
            *(f"{partner.display_name} ({partner.dms_code or partner.id})" for partner in partners),
            *applications.mapped("display_name"),
            *leads.mapped("name"),
        ]
        if not names:
            return "pass", self.env._("No other partner, prospect or application has this number.")
        verdict = "fail" if partners.filtered("dms_tier_id") or applications else "warning"
        return verdict, self.env._(
            "%(number)s is the tax number of %(names)s.", number=self.vat, names=", ".join(names)
        )

    @api.model
    def _find_partners_by_tax_number(self, variants):
        """Partners with one of the given tax numbers, however they are written there.

        :param variants: normalised numbers
        """
        partners = self.env["res.partner"]
        partners.flush_model(["vat", "active"])
        rows = variants and self.env.execute_query(SQL(
            """
            SELECT id FROM res_partner
             WHERE vat IS NOT NULL AND active
               AND REGEXP_REPLACE(UPPER(vat), '[^A-Z0-9]', '', 'g') = ANY(%s)
             LIMIT 20
            """,
            list(variants),
        ))
        return partners.browse(row[0] for row in rows).commercial_partner_id

    def _check_names(self):
        """Whether documents and bank account are in the applicant's name."""
        threshold = self.company_id.dms_name_match_threshold
        names = [
            (document.type_id.name, document.holder_name)
            for document in self.document_ids
            if document.type_id.has_holder and document.state != "rejected"
        ]
        names.append((self.env._("Bank account"), self.bank_account_holder))
        scores = [(what, name, self._get_name_score(name)) for what, name in names if name]
        absent = [what for what, name in names if not name]
        lines = [
            self.env._("%(what)s: %(name)s, %(score)d %%", what=what, name=name, score=score)
            for what, name, score in sorted(scores, key=lambda row: row[2])
        ]
        lines += [self.env._("%s: no name given", what) for what in absent]
        detail = self.env._(
            "Alike with %(company)s (from %(threshold)s %% on they agree): %(lines)s.",
            company=self.company_name, threshold=threshold, lines="; ".join(lines),
        )
        if any(score < threshold for _what, _name, score in scores):
            return "fail", detail
        return ("warning" if absent else "pass"), detail

    def _check_bank(self):
        """Whether account number and bank code can be right."""
        verdict = check_bank_account(self.bank_account_number, self.bank_code)
        sentences = {
            BankVerdict.IBAN: self.env._("An IBAN with right check digits."),
            BankVerdict.PLAIN: self.env._(
                "A national account number: it has no check digits, compare it with the bank's "
                "letter or a cancelled cheque."
            ),
            BankVerdict.BAD_IBAN: self.env._(
                "%s looks like an IBAN, but its length or check digits are wrong.",
                self.bank_account_number,
            ),
            BankVerdict.BAD_NUMBER: self.env._(
                "%s is no account number: 5 to 34 letters and digits are expected.",
                self.bank_account_number,
            ),
            BankVerdict.BAD_CODE: self.env._(
                "%s is neither a BIC nor an IFSC.", self.bank_code
            ),
            BankVerdict.MISSING: self.env._("No bank account given."),
        }
        if verdict is BankVerdict.MISSING:
            return "warning", sentences[verdict]
        return ("pass" if verdict.is_right else "fail"), sentences[verdict]

    def _check_references(self):
        """Whether enough references have been asked, and speak well of the applicant."""
        minimum = self.company_id.dms_reference_minimum
        good = self.reference_ids.filtered(lambda ref: ref.verdict == "good")
        bad = self.reference_ids.filtered(lambda ref: ref.verdict == "bad")
        reached = self.reference_ids.filtered(lambda ref: ref.verdict not in (False, "unreached"))
        detail = self.env._(
            "%(count)s named, %(reached)s reached: %(good)s good, %(bad)s bad; %(minimum)s good "
            "ones are asked for.",
            count=len(self.reference_ids), reached=len(reached), good=len(good), bad=len(bad),
            minimum=minimum,
        )
        if bad:
            return "fail", detail
        return ("pass" if len(good) >= minimum else "warning"), detail

    def _check_territory(self):
        """Whether another distributor may work in the territory."""
        territory, tier = self.territory_id, self.tier_id
        if not territory or not tier:
            return "warning", self.env._("No territory or tier chosen.")
        conflict = self._get_exclusive_conflict()
        if conflict:
            return "fail", conflict
        # Every place that holds this one counts those below it, too.
        place = territory
        while place:
            present = place._get_distributors(tier) - self.partner_id
            if place.distributor_limit and len(present) >= place.distributor_limit:
                return "fail", self.env._(
                    "%(territory)s takes %(limit)s of %(tier)s and has %(names)s.",
                    territory=place.name, limit=place.distributor_limit, tier=tier.name,
                    names=", ".join(present.mapped("name")),
                )
            place = place.parent_id
        present = territory._get_distributors(tier) - self.partner_id
        if present:
            return "warning", self.env._(
                "%(territory)s has %(names)s already; it is not exclusive.",
                territory=territory.name, names=", ".join(present.mapped("name")),
            )
        return "pass", self.env._(
            "%(territory)s has no %(tier)s yet.", territory=territory.name, tier=tier.name
        )

    def _get_exclusive_conflict(self):
        """Why nobody else may work in the territory, in words; empty when nothing is agreed so.

        An exclusive agreement covers its territories and all that lies in them, and stands against
        whoever would come in above them, too.
        """
        self.ensure_one()
        territory = self.territory_id
        above = [int(part) for part in (territory.parent_path or "").split("/") if part]
        agreement = self.env["dms.agreement"].sudo().search(
            Domain("coverage", "=", "exclusive")
            & Domain("state", "in", ("approved", "active"))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("tier_id", "=", self.tier_id.id)
            & Domain("distributor_id", "!=", self.partner_id.id)
            & (
                Domain("date_effective_end", "=", False)
                | Domain("date_effective_end", ">=", fields.Date.context_today(self))
            )
            & (
                Domain("territory_ids", "in", above)
                | Domain("territory_ids", "child_of", territory.id)
            ),
            limit=1,
        )
        return agreement and self.env._(
            "%(agreement)s gives %(distributor)s %(territory)s exclusively.",
            agreement=agreement.display_name,
            distributor=agreement.distributor_id.display_name,
            territory=", ".join(agreement.territory_ids.mapped("name")),
        )
