from copy import deepcopy

from lxml import etree
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase
from odoo.tools.safe_eval import datetime, safe_eval, time

ROLES = ("group_user", "group_manager", "group_administrator")


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Whoever sees a menu of ours may open it, and the records behind it."""

    def test_menus_lead_to_no_access_error(self):
        for role in ROLES:
            user = new_test_user(self.env, f"menus_{role}", f"dms_distributor.{role}")
            actions = self._get_actions(user)
            self.assertTrue(actions)
            for action in actions:
                with self.subTest(role=role, action=action.xml_id):
                    self._open(action, user)

    def _get_actions(self, user):
        """The window actions that the application's menus of a user lead to."""
        menus = self.env["ir.ui.menu"].with_user(user)
        root = self.env.ref("dms_distributor.menu_root")
        visible = menus.search([("id", "child_of", root.id)])._filter_visible_menus()
        actions = visible.sudo().mapped("action")
        return [
            action for action in actions if action and action._name == "ir.actions.act_window"
        ]

    def _open(self, action, user):
        """Do as the browser does: load the views, and read what they show."""
        values = {
            "uid": user.id, "time": time, "datetime": datetime, "active_id": False,
            "context_today": datetime.date.today, "allowed_company_ids": user.company_ids.ids,
        }
        model = self.env[action.res_model].with_user(user).with_context(
            **safe_eval(action.context or "{}", values)
        )
        records = model.search(safe_eval(action.domain or "[]", values), limit=3)
        views = [(view, kind) for view, kind in action.views if kind not in ("search", "activity")]
        for kind, view in model.get_views(views)["views"].items():
            arch = etree.fromstring(view["arch"])
            if kind in ("list", "kanban", "form"):
                records.web_read(self._get_specification(model, arch))

    def _get_specification(self, model, arch):
        """What the client asks for, to read the fields of a view."""
        specification = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            name = node.get("name")
            field = model._fields.get(name)
            if field is None:
                continue
            specification[name] = {}
            if field.type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
            elif field.relational and len(node):
                comodel = model.env[field.comodel_name]
                fields = {}
                for view in node.xpath("./list | ./kanban | ./form"):
                    fields |= self._get_specification(comodel, deepcopy(view))
                specification[name] = {"fields": fields}
        return specification
