from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import SerializationFailure

from .common_race import RaceCase


@tagged("post_install", "-at_install")
class TestAgreementRace(RaceCase):
    """Two managers approve at once, on rows that are really committed."""

    def _prepare(self, env):
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

    def _clean(self, env):
        agreements = env["dms.agreement"].browse(self.agreements)
        agreements.message_ids.unlink()
        agreements.activity_ids.unlink()
        self._delete(env, "id", self.agreements, "dms_agreement")
        env["res.partner"].browse(self.partners).unlink()
        env["dms.territory"].browse(self.territories).sorted("parent_path", True).unlink()
        env["dms.tier"].browse(self.tier).unlink()

    def _count_claims(self):
        with self._open() as cursor:
            cursor.execute(SQL(
                "SELECT distributor_id FROM dms_agreement_claim WHERE distributor_id = ANY(%s)",
                self.partners,
            ))
            return [distributor for [distributor] in cursor.fetchall()]

    def _get(self, cursor, number):
        env = self._get_env(cursor)
        agreement = env["dms.agreement"].browse(self.agreements[number])
        # The snapshot of the transaction begins with its first query.
        self.assertEqual(agreement.state, "submitted")
        return agreement

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_waits_for_the_first_and_is_refused_by_name(self):
        with self._open() as one, self._open() as two:
            first, second = self._get(one, 0), self._get(two, 1)
            first.action_approve()
            first.env.flush_all()
            with self.assertWaits(two):
                second.action_approve()
            two.rollback()
            second.env.invalidate_all(flush=False)
            one.commit()
            with self.assertRaisesRegex(UserError, "Racer 0"):
                second.action_approve()
        self.assertEqual(self._count_claims(), self.partners[:1])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_older_snapshot_is_refused_by_the_database_and_run_again(self):
        with self._open() as two:
            second = self._get(two, 1)
            with self._open() as one:
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
        with self._open() as two:
            agreement = self._get(two, 0)
            with self._open() as one:
                env = self._get_env(one)
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
        with self._open() as two:
            env = self._get_env(two)
            place = env["dms.territory"].browse(self.place)
            self.assertEqual(place.parent_id.id, self.territories[0])
            with self._open() as one:
                self._get(one, 0).action_approve()
                one.commit()
            with self.assertRaises(SerializationFailure):
                place.parent_id = self.other
            two.rollback()
            retrying(lambda: place.write({"parent_id": self.other}), env)
            two.commit()
        with self._open() as cursor:
            claims = self._get_env(cursor)["dms.agreement"].browse(
                self.agreements[0]
            ).claim_ids
            self.assertEqual(claims.territory_path, f"{self.other}/{self.place}/")
