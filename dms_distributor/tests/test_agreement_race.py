from contextlib import closing

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import LockNotAvailable, SerializationFailure


@tagged("post_install", "-at_install")
class TestAgreementRace(BaseCase):
    """Two managers approve at once, on rows that are really committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean)
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            tier = env["dms.tier"].create({
                "name": "Race", "code": "T-RACE", "role": "distributor", "sequence": 130,
                "company_id": False,
            })
            above, place, other = territories = env["dms.territory"].create([
                {"name": f"Race {number}", "code": f"T-RACE-{number}", "company_id": False}
                for number in range(3)
            ])
            place.parent_id = above
            partners = env["res.partner"].create([
                {"name": f"Racer {number}", "is_company": True, "dms_tier_id": tier.id,
                 "dms_territory_id": place.id}
                for number in range(2)
            ])
            agreements = env["dms.agreement"].create([
                {"distributor_id": partner.id, "coverage": "exclusive",
                 "territory_ids": [(6, 0, territory.ids)],
                 "date_start": fields.Date.today(), "date_end": fields.Date.today()}
                for partner, territory in zip(partners, (place, above), strict=True)
            ])
            agreements.action_submit()
            self.tier, self.territories = tier.id, territories.ids
            self.place, self.other = place.id, other.id
            self.partners, self.agreements = partners.ids, agreements.ids
            cursor.commit()

    def _clean(self):
        with closing(self.registry.cursor()) as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            agreements = env["dms.agreement"].browse(self.agreements)
            agreements.message_ids.unlink()
            agreements.activity_ids.unlink()
            env.flush_all()
            cursor.execute(SQL("DELETE FROM dms_agreement WHERE id = ANY(%s)", self.agreements))
            env.invalidate_all(flush=False)
            env["res.partner"].browse(self.partners).unlink()
            env["dms.territory"].browse(self.territories).sorted("parent_path", True).unlink()
            env["dms.tier"].browse(self.tier).unlink()
            cursor.commit()

    def _count_claims(self):
        with closing(self.registry.cursor()) as cursor:
            cursor.execute(SQL(
                "SELECT distributor_id FROM dms_agreement_claim WHERE distributor_id = ANY(%s)",
                self.partners,
            ))
            return [distributor for [distributor] in cursor.fetchall()]

    def _get(self, cursor, number):
        env = api.Environment(cursor, SUPERUSER_ID, {})
        agreement = env["dms.agreement"].browse(self.agreements[number])
        # The snapshot of the transaction begins with its first query.
        self.assertEqual(agreement.state, "submitted")
        return agreement

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_waits_for_the_first_and_is_refused_by_name(self):
        with closing(self.registry.cursor()) as one, closing(self.registry.cursor()) as two:
            first, second = self._get(one, 0), self._get(two, 1)
            first.action_approve()
            first.env.flush_all()
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(LockNotAvailable):
                second.action_approve()
            two.rollback()
            second.env.invalidate_all(flush=False)
            one.commit()
            with self.assertRaisesRegex(UserError, "Racer 0"):
                second.action_approve()
        self.assertEqual(self._count_claims(), self.partners[:1])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_older_snapshot_is_refused_by_the_database_and_run_again(self):
        with closing(self.registry.cursor()) as two:
            second = self._get(two, 1)
            with closing(self.registry.cursor()) as one:
                self._get(one, 0).action_approve()
                one.commit()
            with self.assertRaises(ConcurrencyError):
                second.action_approve()
            two.rollback()
            with self.assertRaisesRegex(UserError, "Racer 0"):
                retrying(second.action_approve, second.env)
        self.assertEqual(self._count_claims(), self.partners[:1])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_claim_follows_a_territory_that_moves_at_the_same_time(self):
        with closing(self.registry.cursor()) as two:
            agreement = self._get(two, 0)
            with closing(self.registry.cursor()) as one:
                env = api.Environment(one, SUPERUSER_ID, {})
                env["dms.territory"].browse(self.place).parent_id = self.other
                env.flush_all()
                one.commit()
            with self.assertRaises((ConcurrencyError, SerializationFailure)):
                agreement.action_approve()
            two.rollback()
            retrying(agreement.action_approve, agreement.env)
            agreement.env.invalidate_all()
            path = agreement.claim_ids.territory_path
            self.assertEqual(path, f"{self.other}/{self.place}/")
            two.commit()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_territory_that_moves_does_not_miss_a_claim_it_does_not_see(self):
        with closing(self.registry.cursor()) as two:
            env = api.Environment(two, SUPERUSER_ID, {})
            place = env["dms.territory"].browse(self.place)
            self.assertEqual(place.parent_id.id, self.territories[0])
            with closing(self.registry.cursor()) as one:
                self._get(one, 0).action_approve()
                one.commit()
            with self.assertRaises(SerializationFailure):
                place.parent_id = self.other
            two.rollback()
            retrying(lambda: place.write({"parent_id": self.other}), env)
            two.commit()
        with closing(self.registry.cursor()) as cursor:
            claims = api.Environment(cursor, SUPERUSER_ID, {})["dms.agreement"].browse(
                self.agreements[0]
            ).claim_ids
            self.assertEqual(claims.territory_path, f"{self.other}/{self.place}/")
