from datetime import date, timedelta

from odoo.tests import TransactionCase, new_test_user

from .common_upload import prepare_network

TODAY = date.today()


def days_ago(days):
    return TODAY - timedelta(days=days)


class AutomationCase(TransactionCase):
    """A distributor with a manager and two outlets, which no rule of the demo watches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.automation.rule"].search([]).state = "paused"
        cls.distributor, cls.outlet, cls.products = prepare_network(cls.env)
        cls.manager = new_test_user(
            cls.env, "automation_manager", groups="dms_distributor.group_manager"
        )
        cls.distributor.write(
            {"email": "traders@example.com", "user_id": cls.manager.id, "dms_state": "active"}
        )
        cls.other_outlet = cls.outlet.copy({"name": "Second Shop", "dms_code": "TEST-OUT-2"})
        cls.sale_number = 0

    @classmethod
    def sell(cls, day, outlet=None, product=None, amount=100, distributor=None):
        cls.sale_number += 1
        return cls.env["dms.secondary.sale"].create({
            "distributor_id": (distributor or cls.distributor).id,
            "outlet_id": (outlet or cls.outlet).id,
            "product_id": (product or cls.products[0]).id,
            "date": day, "quantity": 1, "gross_amount": amount, "net_amount": amount,
            "invoice_reference": f"A{cls.sale_number}",
            "source_key": f"automation:{cls.sale_number}",
        })

    @classmethod
    def rule(cls, kind, **values):
        rule = cls.env["dms.automation.rule"].create({
            "name": f"Test {kind}", "kind": kind, "first_hour": 0, "last_hour": 24,
            "on_saturday": True, "on_sunday": True,
            "partner_domain": f"[('id', 'in', {cls.distributor.ids})]", **values,
        })
        rule.action_start()
        return rule

    def plans(self, rule):
        return {plan.partner_id: plan for plan in rule._get_plans()}

    def told(self, rule):
        """Names of the records that the rule would tell the distributor of."""
        plan = self.plans(rule).get(self.distributor.id)
        model = rule._get_kinds()[rule.kind].model
        ids = [line.record_id for line in plan.lines] if plan else []
        return self.env[model].browse(ids).mapped("name")

    def messages(self, rule, **values):
        return self.env["dms.automation.message"].search(
            [("rule_id", "=", rule.id), *((name, "=", value) for name, value in values.items())]
        )
