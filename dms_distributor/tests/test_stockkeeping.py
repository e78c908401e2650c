from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..stockkeeping import Position, allocate, propose_transfers
from ..stockkeeping.balancing import get_distances
from ..stockkeeping.fefo import SHORT

PIECES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 50)), max_size=25)


def run(demands, layers):
    arrays = [np.array([row[column] for row in rows], dtype=np.int64)
              for rows in (demands, layers) for column in (0, 1)]
    return list(zip(*allocate(*arrays), strict=True))


def walk(demands, layers):
    """The same by hand: each demand in turn, each layer in turn."""
    left = [max(0, quantity) for _product, quantity in layers]
    found = []
    for number, (product, wanted) in enumerate(demands):
        for place, (held, _quantity) in enumerate(layers):
            taken = min(wanted, left[place]) if held == product else 0
            if taken:
                left[place] -= taken
                wanted -= taken
                found.append((number, place, taken))
        if wanted:
            found.append((number, SHORT, wanted))
    return found


@tagged("post_install", "-at_install")
class TestStockkeeping(BaseCase):
    def test_first_expired_goes_first(self):
        demands = [(7, 30), (8, 5), (7, 50)]
        layers = [(7, 40), (7, 25), (8, 100)]
        self.assertEqual(
            sorted(run(demands, layers)),
            [(0, 0, 30), (1, 2, 5), (2, SHORT, 15), (2, 0, 10), (2, 1, 25)],
        )

    def test_nothing_in_nothing_out(self):
        self.assertEqual(run([], []), [])
        self.assertEqual(run([], [(1, 5)]), [])
        self.assertEqual(run([(1, 5)], []), [(0, SHORT, 5)])

    @given(demands=PIECES, layers=st.lists(
        st.tuples(st.integers(1, 4), st.integers(-20, 50)), max_size=25))
    def test_equals_walking_through(self, demands, layers):
        self.assertEqual(sorted(run(demands, layers)), sorted(walk(demands, layers)))

    @given(st.lists(
        st.builds(
            Position, holder=st.integers(1, 8), product=st.integers(1, 3),
            on_hand=st.integers(-20, 200), minimum=st.integers(0, 40),
            maximum=st.integers(40, 90), group=st.integers(1, 2),
            place=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        ),
        unique_by=lambda position: (position.holder, position.product), max_size=20,
    ), st.integers(1, 12))
    def test_nobody_gives_what_it_needs_nor_gets_too_much(self, positions, step):
        given_away, received = defaultdict(int), defaultdict(int)
        known = {(position.holder, position.product): position for position in positions}
        transfers = propose_transfers(positions, step)
        for transfer in transfers:
            self.assertGreater(transfer.quantity, 0)
            self.assertEqual(transfer.quantity % step, 0)
            given_away[transfer.source, transfer.product] += transfer.quantity
            received[transfer.target, transfer.product] += transfer.quantity
        for key, quantity in given_away.items():
            self.assertLessEqual(quantity, known[key].surplus)
        for key, quantity in received.items():
            self.assertLessEqual(quantity, known[key].shortage)
        self.assertFalse(given_away.keys() & received.keys())
        # Nothing that could still move is left.
        for giver in positions:
            for taker in positions:
                if giver.product == taker.product:
                    spare = giver.surplus - given_away[giver.holder, giver.product]
                    lack = taker.shortage - received[taker.holder, taker.product]
                    self.assertLess(min(spare, lack), step)

    def test_the_nearest_of_the_same_supplier_comes_first(self):
        taker = Position(1, 9, 0, 10, 30, group=5, place=(28.6, 77.2))
        near = Position(2, 9, 100, 10, 90, group=6, place=(28.7, 77.1))
        far = Position(3, 9, 105, 10, 90, group=5, place=(19.0, 72.8))
        transfers = propose_transfers([taker, near, far])
        self.assertEqual(
            [(item.source, item.target, item.quantity) for item in transfers],
            [(3, 1, 15), (2, 1, 5)],
        )
        self.assertAlmostEqual(transfers[1].distance, 14.8, delta=0.5)

    def test_what_is_out_of_reach_stays(self):
        taker = Position(1, 9, 0, 10, 30, place=(28.6, 77.2))
        far = Position(3, 9, 105, 10, 90, place=(19.0, 72.8))
        unknown = Position(4, 9, 93, 10, 90)
        transfers = propose_transfers([taker, far, unknown], reach=300)
        self.assertEqual([(item.source, item.quantity) for item in transfers], [(4, 3)])

    def test_distance_of_an_unknown_place(self):
        distances = get_distances([(0.0, 0.0), None], [(0.0, 90.0)])
        self.assertAlmostEqual(distances[0, 0], 10007.6, delta=1)
        self.assertTrue(np.isnan(distances[1, 0]))
