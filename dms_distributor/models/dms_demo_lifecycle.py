import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R/Resources"
    b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >> >>endobj\n"
    b"4 0 obj<</Length 58>>stream\nBT /F 18 Tf 60 150 Td (Specimen of a document) Tj ET\n"
    b"endstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# company, contact, mail, tax number, territory, bank account and code, names on the documents
# where they differ, what the references said, what becomes of it
APPLICANTS = (
    ("Chamundi Marketing", "Kavya Gowda", "kavya@chamundi.example.com", "29AAGCB7383J1Z4",
     "mysuru", "deccan", "50100123456701", "HDFC0000065", {}, ("good", "good"), "submitted"),
    ("Teesta Enterprises", "Anirban Ghosh", "anirban@teesta.example.com", "19AAACT2727Q1ZT",
     "siliguri", "gangetic", "31245678901", "SBIN0000184", {"BANK": "A. Ghosh and Sons"},
     ("good", False), "submitted"),
    ("Tapi Sales Corporation", "Nirav Desai", "nirav@tapi.example.com", "24AAACC1206D1ZM",
     "surat", "sahyadri", "000405123456", "ICIC0000004", {}, ("good", "good"), "approved"),
    ("Aravalli Brothers", "Dev Meena", "dev@aravalli.example.com", "08AAACB2894G1ZN",
     "jaipur", "himgiri", "62345678901234", "UBIN0534561", {}, ("mixed", "bad"), "refused"),
    ("Ganga Trading Company", "Rakesh Tandon", "rakesh@ganga-trading.example.com",
     "09AAACG1234A1ZC", "kanpur", "himgiri", "11223344556", "PUNB0123400", {}, (False, False),
     "draft"),
)


class DmsDemoLifecycle(models.AbstractModel):
    """Applications and a history for the demo network."""

    _name = "dms.demo.lifecycle"
    _description = "Demo Lifecycle"

    @api.model
    def _load(self):
        """Give the distributors a past, and let some prospects apply."""
        self._load_history()
        self.env["dms.territory.gap"]._refresh()
        self._load_outreach()
        for applicant in APPLICANTS:
            self._load_application(*applicant)
        self._load_settlement()

    @api.model
    def _get(self, name):
        return self.env.ref(f"dms_distributor.demo_{name}")

    @api.model
    def _load_history(self):
        """Let each distributor have been a prospect, an applicant and in onboarding before it
        reported its first sales.
        """
        partners = self.env["dms.demo.sales"]._get_demo_records("res.partner", "demo_").filtered(
            lambda partner: partner.dms_role == "distributor"
        )
        changes = self.env["dms.lifecycle.change"].sudo()
        changes.search([("partner_id", "in", partners.ids)]).unlink()
        now = fields.Datetime.now().replace(hour=9, minute=0, second=0)
        rows = []
        for number, partner in enumerate(partners.sorted("dms_code")):
            # Nobody began on the same day, and some took their time.
            date = now - timedelta(days=980 - number * 14)
            stage, since = False, date
            for following, days in (
                ("prospect", 0), ("applied", 9 + number * 7 % 23),
                ("onboarding", 4 + number * 5 % 11), ("active", 6 + number * 3 % 17),
            ):
                date += timedelta(days=days, hours=number % 7)
                rows.append(self._prepare_change(partner, stage, following, date, since))
                stage, since = following, date
            if partner.dms_state == "suspended":
                rows.append({
                    **self._prepare_change(
                        partner, stage, "suspended", now - timedelta(days=118), since
                    ),
                    "reason": "Invoices overdue for more than 60 days.",
                })
        changes.create(rows)

    @api.model
    def _prepare_change(self, partner, before, after, date, since):
        return {
            "partner_id": partner.id,
            "state_from": before,
            "state_to": after,
            "date": date,
            "days": (date - since) / timedelta(days=1) if before else 0,
            "user_id": self._get("user_manager").id,
        }

    @api.model
    def _load_outreach(self):
        """Two prospects are being written to, one has answered."""
        outreach = self.env.ref("dms_distributor.outreach_default")
        leads = [self._get(f"prospect_{number}") for number in ("04", "06", "11")]
        enrolments = outreach._enrol(self.env["crm.lead"].union(*leads))
        step = outreach.step_ids[1:2]
        soon = fields.Datetime.now() + timedelta(days=3)
        enrolments.write({
            "attempt_count": 1, "last_date": soon - timedelta(days=4), "next_step_id": step.id,
            "next_date": soon,
        })
        outreach.step_ids[:1].sent_count = len(enrolments)
        enrolments[-1:]._stop("reply")

    @api.model
    def _load_application(
        self, company, contact, email, vat, territory, upstream, account, code, holders, verdicts,
        state,
    ):
        """Make an application and take it as far as it is to come."""
        applications = self.env["dms.application"].with_context(mail_notrack=True)
        types = self.env["dms.application.document.type"].search([("is_required", "=", True)])
        application = applications.create({
            "company_name": company,
            "contact_name": contact,
            "contact_function": "Proprietor",
            "email": email,
            "phone": "+91 98000 30000",
            "vat": vat,
            "street": "12 Market Road",
            "city": self._get(f"territory_{territory}").name,
            "country_id": self.env.ref("base.in").id,
            "source": "form",
            "territory_id": self._get(f"territory_{territory}").id,
            "tier_id": self.env.ref("dms_distributor.tier_distributor").id,
            "upstream_id": self._get(f"super_stockist_{upstream}").id,
            "user_id": self._get("user_manager").id,
            "years_in_trade": 8,
            "warehouse_area": 240,
            "vehicle_count": 3,
            "sales_staff": 5,
            "outlet_count": 40,
            "brands": "Tea, biscuits, soap",
            "bank_account_number": account,
            "bank_account_holder": company,
            "bank_code": code,
            "document_ids": [
                Command.create({
                    "type_id": kind.id,
                    "file": base64.b64encode(PDF),
                    "file_name": f"{kind.code.lower()}.pdf",
                    "holder_name": holders.get(
                        kind.code, contact if kind.code == "IDENTITY" else company
                    ),
                    "state": "accepted" if state in ("approved", "refused") else "received",
                })
                for kind in types
                # A draft is one that lacks something.
                if state != "draft" or kind.code != "TAX"
            ],
            "reference_ids": [
                Command.create({
                    "name": name, "organisation": organisation, "relation": relation,
                    "phone": "+91 98000 40000", "verdict": verdict,
                })
                for (name, organisation, relation), verdict in zip(
                    (("Vikram Batra", "Everfresh Foods", "supplier"),
                     ("Leela Nair", "State Bank", "bank")), verdicts, strict=True,
                )
            ],
        })
        if state == "draft":
            return
        # The mails of demonstration data are nobody's.
        application = application.with_context(dms_without_mail=True)
        application.action_submit()
        if state == "approved":
            application.action_approve()
            self._date_back(application)
        elif state == "refused":
            application.decision_reason = "Jaipur has a distributor, and the references were poor."
            application.action_refuse()

    @api.model
    def _date_back(self, application):
        """Let an approved application have taken its time."""
        now = fields.Datetime.now()
        dates = [now - timedelta(days=days) for days in (34, 15, 4)]
        application.with_context(skip_validation_check=True).submit_time = dates[1]
        changes = application.partner_id.dms_lifecycle_change_ids.sorted("id")
        since = False
        for state, date in zip(("prospect", "applied", "onboarding"), dates, strict=True):
            changes.filtered(lambda change, state=state: change.state_to == state).write({
                "date": date, "days": (date - since) / timedelta(days=1) if since else 0,
            })
            since = date

    @api.model
    def _load_settlement(self):
        """The suspended distributor is about to leave."""
        partner = self._get("distributor_golden")
        settlement = self.env["dms.settlement"].create({
            "partner_id": partner.id,
            "reason": "Gives the business up.",
            "date_end": fields.Date.today() + timedelta(days=30),
            "user_id": self._get("user_manager").id,
        })
        settlement.item_ids.filtered(lambda item: item.kind == "deposit").action_settle()

