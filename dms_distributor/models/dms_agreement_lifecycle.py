from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_agreement import BINDING_STATES


class DmsAgreement(models.Model):
    """How an agreement comes into force, and how it ends."""

    _inherit = "dms.agreement"

    is_signature_required = fields.Boolean(
        "Signature Required", compute="_compute_is_signature_required", store=True,
        readonly=False, precompute=True,
        help="It does not come into force before the distributor has signed it.",
    )
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024)
    signed_by = fields.Char(copy=False, tracking=True)
    signed_on = fields.Datetime(copy=False, tracking=True)
    signed_document = fields.Binary(
        copy=False, attachment=True, help="A scan of the agreement on paper."
    )
    signed_document_name = fields.Char(copy=False)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    date_activated = fields.Date("In Force since", readonly=True, copy=False)
    termination_reason = fields.Text(readonly=True, copy=False, tracking=True)

    @api.depends("company_id")
    def _compute_is_signature_required(self):
        for agreement in self:
            agreement.is_signature_required = agreement.company_id.dms_agreement_signature

    @api.model
    def _get_transitions(self) -> dict:
        transitions = super()._get_transitions()
        return {
            **transitions,
            "approved": {"active", "cancelled", "superseded", "expired"},
            "active": {"expired", "terminated", "superseded"},
        }

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {"is_signature_required"}

    def _prepare_decision_values(self, state) -> dict:
        values = super()._prepare_decision_values(state)
        if state == "approved":
            values["approved_by_id"] = self.env.uid
        return values

    def _after_approve(self):
        result = super()._after_approve()
        self._bring_into_force()
        if self._is_signature_missing():
            template = self.env.ref("dms_distributor.mail_template_agreement_signature")
            template.sudo().send_mail(self.id)
        return result

    def action_activate(self):
        """Bring approved agreements into force by hand: signed on paper, or today."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for agreement in self:
            if agreement.date_start > today:
                raise UserError(self.env._(
                    "%(agreement)s starts on %(date)s and comes into force then by itself.",
                    agreement=agreement.display_name,
                    date=fields.Date.to_string(agreement.date_start),
                ))
            if agreement._is_signature_missing():
                raise UserError(self.env._(
                    "%s waits for the distributor's signature: let it be signed in the portal, or "
                    "attach the signed document.", agreement.display_name,
                ))
        self._bring_into_force()

    def _terminate(self, last_day, reason):
        """End an agreement in force before its time.

        :param last_day: the last day on which it is in force
        :param reason: why, for the record
        :raise UserError: when the day is not one of the agreement's
        """
        self.ensure_one()
        if not self.date_start <= last_day or (
            self.date_effective_end and last_day > self.date_effective_end
        ):
            raise UserError(self.env._(
                "%(agreement)s is in force from %(start)s to %(end)s: choose a day of that period.",
                agreement=self.display_name,
                start=fields.Date.to_string(self.date_start),
                end=fields.Date.to_string(self.date_effective_end) or "…",
            ))
        self.check_access("write")
        self._write_past_validation(date_terminated=last_day, termination_reason=reason)
        if last_day < fields.Date.context_today(self):
            self._move("terminated")

    def _sign(self, name, signature, author):
        """Take the distributor's signature; what waited for it comes into force.

        :param name: of the person who signs
        :param signature: an image, in base 64
        :param author: the ``res.partner`` who signs, for the record
        """
        self.ensure_one()
        self._write_past_validation(
            signed_by=name, signed_on=fields.Datetime.now(), signature=signature
        )
        self.message_post(
            author_id=author.id, body=self.env._("Signed by %s", name),
            message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        self.sudo()._bring_into_force()

    def _is_signature_missing(self):
        """Whether it waits for the distributor's signature, in the portal or on paper."""
        self.ensure_one()
        return self.is_signature_required and not (self.signature or self.signed_document)

    def _write_past_validation(self, **values):
        """Write what is no term of the agreement, whatever its state."""
        return self.sudo().with_context(skip_validation_check=True).write(values)

    def _bring_into_force(self):
        """Bring into force those approved agreements whose time has come.

        One whose time has passed already is recorded as what it has become since.

        :return: those that are in force now
        """
        today = fields.Date.context_today(self)
        ready = self.filtered(
            lambda agreement: agreement.state == "approved"
            and agreement.date_start <= today
            and not agreement._is_signature_missing()
        ).sorted("date_start")
        past = ready.filtered(
            lambda agreement: agreement.date_effective_end
            and agreement.date_effective_end < today
        )
        past._end()
        for agreement in ready - past:
            former = agreement.predecessor_id
            if former.state == "active":
                former.sudo()._end()
            agreement._move("active", date_activated=today)
        (ready - past)._apply_terms()
        return ready - past

    def _end(self):
        """Move agreements whose last day has passed to the state that tells why."""
        for agreement in self:
            last_day = agreement.date_effective_end
            if agreement.date_terminated and agreement.date_terminated == last_day:
                agreement._move("terminated")
            elif agreement.successor_ids.filtered(
                lambda version, last=last_day: version.state in BINDING_STATES
                and version.origin == "amendment"
            ) or last_day != agreement.date_end:
                agreement._move("superseded")
            else:
                agreement._move("expired")

    def _apply_terms(self):
        """Give the distributors what has been agreed; called when agreements come into force.

        Extended by what keeps terms elsewhere: credit limits, the state of the partner.
        """
        for agreement in self.sudo():
            partner = agreement.distributor_id.with_company(agreement.company_id)
            if agreement.pricelist_id:
                partner.specific_property_product_pricelist = agreement.pricelist_id
            if agreement.payment_term_id:
                partner.property_payment_term_id = agreement.payment_term_id
