from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.mail import plaintext2html

KINDS = [("query", "Question"), ("dispute", "Dispute")]


class DmsClaimQuery(models.Model):
    """What is asked about a claim: by us while it is decided on, by the claimant afterwards.

    Nobody has a right to write one: each step is a method, called after the access check. The
    thread of messages is the conversation; ``question`` and ``answer`` are its last two turns.
    """

    _name = "dms.claim.query"
    _description = "Question on a Claim"
    _inherit = ["mail.thread"]
    _order = "raised_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    claim_id = fields.Many2one(
        "dms.claim", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    claimant_id = fields.Many2one(related="claim_id.claimant_id", store=True, index=True)
    line_id = fields.Many2one(
        "dms.claim.line", "About Line", readonly=True, ondelete="cascade", index="btree_not_null",
        help="Empty: about the whole claim.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True, default="query")
    state = fields.Selection(
        [("open", "Waits for an Answer"), ("answered", "Answered"), ("closed", "Closed")],
        required=True, readonly=True, default="open", tracking=True, index=True,
        group_expand=True,
    )
    question = fields.Text(required=True, readonly=True)
    answer = fields.Text("Last Answer", readonly=True)
    file_ids = fields.Many2many("ir.attachment", string="Files", readonly=True)
    raised_by_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, ondelete="restrict",
        default=lambda self: self.env.user,
    )
    raised_on = fields.Datetime(
        "Asked on", required=True, readonly=True, default=fields.Datetime.now
    )
    deadline = fields.Date("Answer by", readonly=True, tracking=True)
    reminded_on = fields.Date("Reminder Sent", readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True, ondelete="restrict")
    answered_on = fields.Datetime(readonly=True)
    closed_on = fields.Date(readonly=True)
    outcome = fields.Selection(
        [
            ("granted", "Granted: a new claim takes it up"),
            ("rejected", "The decision stands"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True, tracking=True, help="Of a dispute.",
    )
    new_claim_id = fields.Many2one(
        "dms.claim", "Taken up by", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    owed_by = fields.Selection(
        [("claimant", "The claimant"), ("company", "Us")], "Answer Owed by",
        compute="_compute_owed_by", store=True,
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    # Two people do not argue the same decision side by side.
    _dispute_unique = models.UniqueIndex(
        "(claim_id) WHERE kind = 'dispute' AND state <> 'closed'",
        "This claim is in dispute already: write to that dispute.",
    )
    _open_idx = models.Index("(company_id, deadline) WHERE state = 'open'")

    @api.depends("claim_id.name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for query in self:
            query.display_name = f"{query.claim_id.name}: {labels.get(query.kind, '')}"

    @api.depends("kind", "state")
    def _compute_owed_by(self):
        for query in self:
            turns = {("query", "open"): "claimant", ("query", "answered"): "company",
                     ("dispute", "open"): "company", ("dispute", "answered"): "claimant"}
            query.owed_by = turns.get((query.kind, query.state), False)

    @api.depends_context("tz")
    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for query in self:
            query.is_overdue = (
                query.state == "open" and bool(query.deadline) and query.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "open"), ("deadline", "<", fields.Date.context_today(self))]

    @api.model_create_multi
    def create(self, vals_list):
        queries = super().create(vals_list)
        queries.claim_id._update_pause()
        return queries

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.claim_id._update_pause()
        return result

    def action_open_claim(self):
        """Open the claim that is asked about."""
        self.ensure_one()
        return self.claim_id.get_formview_action()

    def action_answer(self):
        """Write an answer: ours to a dispute, or what the claimant told somebody of us."""
        return self._open_dialog("answer", self.env._("Answer"))

    def action_ask_again(self):
        """The answer is not enough: ask on."""
        return self._open_dialog("ask", self.env._("Ask Again"))

    def action_close(self):
        """End a question; the time for deciding runs on."""
        self._check_worker()
        self._close()

    def action_grant(self):
        """Grant a dispute: a new claim takes up what was not approved."""
        self._check_judge()
        return self._grant().get_formview_action()

    def action_reject(self):
        """Reject a dispute, with a reason."""
        return self._open_dialog("reject", self.env._("The Decision Stands"))

    def action_withdraw(self):
        """Write down that the claimant takes a dispute back."""
        self._check_worker()
        self._withdraw()

    def _open_dialog(self, step, title):
        self.ensure_one()
        return self.claim_id._open_query_dialog(step, title, default_query_id=self.id)

    # Steps. Callers check the access first; those who raise a question or dispute call the claim.

    def _answer(self, text, attachments=None):
        """Answer a question (as the claimant) or a dispute (as the company), or add to an answer.

        The author is the user of the environment, past ``sudo`` too. An answer ends the wait of
        the claim's clock.

        :param text: plain text, what is said
        :param attachments: ``ir.attachment`` records that belong to no record yet, or none
        :raise UserError: when it is closed, or the text is empty
        """
        self.ensure_one()
        self._check_open()
        self._take_turn(
            text, attachments, state="answered", answer=text, answered_by_id=self.env.uid,
            answered_on=fields.Datetime.now(),
        )

    def _ask_again(self, text, deadline=None, attachments=None):
        """Put a question again, or go on with a dispute: somebody owes an answer once more.

        :param deadline: a date; none: the days of the claim's type from today
        :raise UserError: when it is closed, or the text is empty
        """
        self.ensure_one()
        self._check_open()
        self._take_turn(
            text, attachments, state="open", question=text, reminded_on=False,
            deadline=deadline or self.claim_id._get_answer_deadline(self.kind),
        )

    def _withdraw(self):
        """Take a dispute back: the decision stands.

        :raise UserError: when it is closed already
        """
        self._check_open()
        self._close(outcome="withdrawn")

    def _reject(self, text):
        """Tell the claimant why the decision stands, and end the dispute.

        :raise UserError: when it is closed already, or the text is empty
        """
        self.ensure_one()
        self._check_open()
        self._take_turn(
            text, None, answer=text, answered_by_id=self.env.uid,
            answered_on=fields.Datetime.now(),
        )
        self._close(outcome="rejected")

    def _grant(self):
        """End the dispute by a new claim for what was not approved.

        :return: the new claim, a draft with the lines and files of the disputed one
        :raise UserError: when it is closed already
        """
        self.ensure_one()
        self._check_open()
        claim = self.claim_id.sudo()._create_disputed_claim(self.line_id)
        self._close(outcome="granted", new_claim_id=claim.id)
        self._tell(self.env._("Granted: %s takes it up.", claim.name))
        return claim.with_env(self.env)

    def _take_turn(self, text, attachments, **values):
        """Record what is said, tell the other side, and let the claim's clock follow."""
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("%s: write what you want to say.", self.display_name))
        query = self.sudo()
        query.write(values)
        query._say(text, attachments)

    def _say(self, text, attachments=None):
        """Post a turn of the conversation, with its files, to the other side.

        :raise UserError: when a file is not taken, naming it and why
        """
        self.ensure_one()
        # Files of other records stay theirs.
        files = (attachments or self.env["ir.attachment"]).sudo().filtered(
            lambda file: not file.res_id
        )
        for file in files:
            told = self.env["dms.claim.file"]._inspect(file.raw or b"", file.name)
            # Of portal users, a message takes no files but those of a composer.
            file.write({
                "res_model": "mail.compose.message", "res_id": 0, "mimetype": told.mimetype,
            })
        self.file_ids |= files
        self._tell(plaintext2html(text), attachment_ids=files.ids)
        files.write({"res_model": self._name, "res_id": self.id})

    def _tell(self, body, **options):
        """Post a message that the claimant reads, unless it is the claimant's own."""
        self.ensure_one()
        author = self.env.user.partner_id
        others = self.claim_id._get_claimant_contacts()
        if author in others or author.commercial_partner_id == self.claimant_id:
            others = self.raised_by_id.partner_id if not self.raised_by_id.share else (
                self.claim_id._get_judges().partner_id
            )
        self.sudo().message_post(
            author_id=author.id, body=body, partner_ids=(others - author).ids,
            subtype_xmlid="mail.mt_comment", **options,
        )

    def _close(self, **values):
        for query in self.sudo().filtered(lambda query: query.state != "closed"):
            query.write(
                {**values, "state": "closed", "closed_on": fields.Date.context_today(self)}
            )

    def _check_open(self):
        for query in self:
            if query.state == "closed":
                raise UserError(self.env._(
                    "%(query)s was closed on %(date)s: nothing can be added to it.",
                    query=query.display_name, date=format_date(self.env, query.closed_on),
                ))

    def _check_worker(self):
        """Refuse who may not work on the claim."""
        self.claim_id.check_access("write")

    def _check_judge(self):
        """Refuse who may not judge a dispute."""
        for query in self:
            query.claim_id._check_judge()

    def _get_access_action(self, access_uid=None, force_website=False):
        """A link in a mail leads to the claim, where questions are answered."""
        self.ensure_one()
        return self.claim_id._get_access_action(
            access_uid=access_uid, force_website=force_website
        )
