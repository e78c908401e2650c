from markupsafe import Markup
from odoo import models
from odoo.fields import Command

from .dms_outlet_registration import OUTLET_FIELDS


class DmsOutletRegistration(models.Model):
    """How a registration is decided on, and the outlet that comes of it."""

    _inherit = "dms.outlet.registration"

    def _is_approved_at_once(self) -> bool:
        """Whether nobody need look at it: the settings say so, nothing resembles it and no
        approval tier asks for it.
        """
        self.ensure_one()
        return (
            self.state == "submitted"
            and self.company_id.sudo().dms_outlet_auto_approve
            and not self.match_count
            and not self.sudo().review_ids
        )

    def _notify_approver(self):
        """Give the manager of the distributor something to do, where no review does."""
        self.ensure_one()
        registration = self.sudo()
        manager = registration.distributor_id._get_dms_managers()[registration.distributor_id]
        if registration.state == "submitted" and not registration.review_ids and manager:
            registration.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=manager.id,
                summary=self.env._("Decide on the registration of %s", self.name),
            )

    def _after_approve(self):
        result = super()._after_approve()
        registration = self.sudo()
        if registration.outlet_id:
            registration._complete_outlet()
        else:
            registration.outlet_id = registration._create_outlet()
        registration._close_activities()
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        self.sudo()._close_activities()
        return result

    def _close_activities(self):
        self.activity_feedback(
            ["mail.mail_activity_data_todo"], feedback=self.decision_reason or None
        )

    def _create_outlet(self):
        """The outlet in the network, active and with a code, that the registration describes."""
        self.ensure_one()
        partners = self.env["res.partner"].with_context(mail_create_nosubscribe=True)
        outlet = partners.create(
            {**self._prepare_outlet_values(), "dms_code": partners._get_next_dms_outlet_code()}
        )
        outlet.message_post(body=self._get_origin_note())
        return outlet

    def _complete_outlet(self):
        """Add what the registration knows to the outlet that it turned out to be."""
        self.ensure_one()
        outlet = self.outlet_id
        values = self._prepare_outlet_values()
        outlet.write({
            name: values[name]
            for name in OUTLET_FIELDS
            if values[name] and not outlet[name]
        })
        if outlet.dms_state == "pending":
            outlet.action_confirm_network()
        outlet.message_post(body=self._get_origin_note())

    def _get_origin_note(self):
        return Markup("{} {}").format(
            self.env._("By registration:"), self._get_html_link(title=self.display_name)
        )

    def _prepare_outlet_values(self) -> dict:
        """Values of the outlet that the registration describes.

        :return: a dict for ``create``
        :raise UserError: when no tier of outlets is defined below the distributor's
        """
        self.ensure_one()
        described = {}
        for name, own_name in OUTLET_FIELDS.items():
            value = self[own_name]
            described[name] = value.id if isinstance(value, models.BaseModel) else value
        values = {
            **self.distributor_id._prepare_dms_outlet_values(self.company_id),
            **described,
            "dms_state": "active",
        }
        if self.contact_name:
            values["child_ids"] = [
                Command.create({"name": self.contact_name, "type": "contact"})
            ]
        return values

    def _new_outlet(self):
        """The outlet described, as a record that is not stored, to be compared with others."""
        self.ensure_one()
        return self.env["res.partner"].new(
            {name: self[own_name] for name, own_name in OUTLET_FIELDS.items()}
        )
