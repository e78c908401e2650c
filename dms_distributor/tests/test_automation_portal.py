import re
from html import unescape

from odoo.tests import tagged

from .common_portal import PortalCommon


class PortalNotices(PortalCommon):
    """Two distributors, each of which has a notice of an outlet that lapsed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.email = "north@example.com"
        cls.rule = cls.env["dms.automation.rule"].create({
            "name": "Test fall", "kind": "lapsed_outlet", "days": 45,
            "partner_domain": f"[('id', 'in', {(cls.north + cls.south).ids})]",
            "subject": "Lapsed of {partner}", "body": "<p>Look:</p>{list}",
        })
        cls.rule.action_start()
        for partner, outlet in ((cls.north, cls.north_outlet), (cls.south, cls.south_outlet)):
            old = outlet.copy({"name": f"Old shop of {partner.name}"})
            cls._create_sale(
                partner, old, f"OLD-{partner.id}", 50, date=cls.today.replace(day=1).replace(
                    year=cls.today.year if cls.today.month > 2 else cls.today.year - 1,
                    month=(cls.today.month - 3) % 12 + 1,
                ),
            )
        cls.rule._run()
        cls.env.flush_all()

    def optouts(self):
        return self.env["dms.automation.optout"].search([("partner_id", "=", self.north.id)])


@tagged("post_install", "-at_install")
class TestAutomationPortal(PortalNotices):
    def test_notices(self):
        messages = self.env["dms.automation.message"].search([("rule_id", "=", self.rule.id)])
        self.assertEqual(messages.partner_id, self.north + self.south)
        self.log_in("portal_north")
        self.assertIn("/my/notices", self.get_page("/my/home"))
        page = self.get_page("/my/notices")
        self.assertIn("Lapsed of North Traders", page)
        self.assertIn("Old shop of North Traders", page)
        self.assertIn(">New<", page)
        self.assertNotIn("South", page)
        messages.invalidate_recordset()
        read = messages.filtered("read_date")
        self.assertEqual(read.partner_id, self.north)
        self.assertNotIn(">New<", self.get_page("/my/notices"))

    def test_others_see_nothing(self):
        self.log_in("portal_outlet")
        self.assert_redirected("/my/notices", "/my")
        self.assert_redirected("/my/notices/preferences", "/my")

    def test_preferences(self):
        self.log_in("portal_north")
        page = self.get_page("/my/notices/preferences")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        kinds = re.findall(r'<input[^>]* id="kind_(\w+)"', page)
        self.assertIn("lapsed_outlet", kinds)
        chosen = [kind for kind in kinds if kind != "lapsed_outlet"]
        response = self.url_open(
            "/my/notices/preferences", data={"csrf_token": token, "kinds": chosen}
        )
        self.assertIn("Your choice is kept", response.text)
        self.assertEqual(self.optouts().mapped("kind"), ["lapsed_outlet"])
        self.assertEqual(self.optouts().source, "portal")
        self.url_open("/my/notices/preferences", data={"csrf_token": token, "kinds": kinds})
        self.assertFalse(self.optouts())

    def test_link_of_the_mail(self):
        mail = self.env["dms.automation.message"].search(
            [("rule_id", "=", self.rule.id), ("partner_id", "=", self.north.id)]
        ).mail_id
        link = unescape(re.search(r'href="[^"]*(/dms/messages/stop\?token=[^"]+)"',
                                  mail.body_html)[1])
        page = self.get_page(link)
        self.assertIn("North Traders", page)
        self.assertFalse(self.optouts(), "a program that checks links must not stop them")
        for _time in range(2):
            response = self.url_open(link, method="POST")
            self.assertIn("You will get no more", response.text)
        self.assertEqual(self.optouts().mapped("kind"), ["lapsed_outlet"])
        self.assertEqual(self.optouts().source, "mail")

    def test_forged_link(self):
        for token in ("", "x", "AAAA" * 20):
            page = self.url_open(f"/dms/messages/stop?token={token}", method="POST")
            self.assertIn("This address is not complete", page.text)
        self.assertFalse(self.env["dms.automation.optout"].search([]).filtered(
            lambda optout: optout.source == "mail"
        ))
