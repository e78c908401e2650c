"""What outlets buy: seasons, growth, promotions, returns, outlets that come and go."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

SEED = 20_260_401
WEEK = 7
MAX_LINES = 14
MARGIN = 1.08  # a distributor's price over the maker's

# Outlet class → share of weeks with an order, lines of an order, size of a line
CLASSES = {
    "A": (0.9, 7.0, 4.0), "B": (0.75, 4.5, 2.2), "C": (0.5, 3.2, 1.3), "D": (0.4, 2.4, 1.0),
}
NEW_SHARE, LAPSED_SHARE = 0.15, 0.08
RETURN_SHARE = 0.02
YEARLY_GROWTH = 0.14
# Group of products (the code's beginning) → month in which demand peaks, how far it swings
SEASONS = {
    "JUI": (5, 0.55), "TEA": (12, 0.25), "SKI": (12, 0.35), "BIS": (10, 0.15), "CON": (10, 0.45),
    "SNA": (10, 0.2), "SOP": (5, 0.15), "DET": (7, 0.1), "STA": (10, 0.2),
}
# A promotion comes back every so many weeks for a group: (group, every, discount, buy n get one)
PROMOTIONS = (
    ("BIS", 9, 0.08, 0), ("DET", 11, 0.10, 0), ("TEA", 13, 0.0, 12), ("SOP", 10, 0.0, 10),
    ("NOO", 12, 0.05, 0), ("ORA", 14, 0.0, 12), ("SNA", 8, 0.06, 0),
)


@dataclass(frozen=True)
class Outlet:
    """An outlet as its distributor knows it."""

    code: str
    name: str
    distributor: str
    outlet_class: str


@dataclass(frozen=True)
class Product:
    """A product, its price for a piece and the pieces of a case."""

    code: str
    name: str
    price: float
    case: int


@dataclass(frozen=True)
class Market:
    """The network, the period, and since when some distributors have sold nothing."""

    outlets: list[Outlet]
    products: list[Product]
    first: date
    last: date
    ended: dict[str, date]


def generate(market: Market) -> pl.DataFrame:
    """All lines that the distributors invoice in the period.

    :return: a frame sorted by distributor, date and invoice: distributor, invoice, date,
        outlet_code, outlet_name, product_code, product_name, quantity, case (pieces of a case),
        price, gross, discount, net, free; a return has negative quantity and amounts
    """
    dice = np.random.default_rng(SEED)
    orders = _draw_orders(market, dice)
    lines = _draw_lines(market, orders, dice)
    return _number(_price(market, lines, dice))


def _draw_orders(market: Market, dice) -> pl.DataFrame:
    """One row for each order: outlet, week, date, number of lines, size of a line."""
    weeks = (market.last - market.first).days // WEEK + 1
    count = len(market.outlets)
    rates = np.array([CLASSES.get(outlet.outlet_class, CLASSES["D"]) for outlet in market.outlets])
    chance = np.repeat(rates[:, :1], weeks, axis=1)
    growth = (1 + YEARLY_GROWTH) ** (np.arange(weeks) / 52)
    born = np.where(dice.random(count) < NEW_SHARE, dice.integers(4, max(5, weeks), count), 0)
    lapsed = dice.random(count) < LAPSED_SHARE
    gone = np.where(lapsed, dice.integers(weeks // 2, max(weeks // 2 + 1, weeks), count), weeks)
    week = np.arange(weeks)
    open_ = (week >= born[:, None]) & (week < gone[:, None])
    placed = (dice.random((count, weeks)) < chance) & open_
    outlet, week = np.nonzero(placed)
    # An outlet is visited on its day of the week, Sundays excepted.
    offset = week * WEEK + dice.integers(0, 6, count)[outlet]
    lines = np.clip(dice.poisson(rates[outlet, 1] * growth[week]), 1, MAX_LINES)
    orders = pl.DataFrame(
        {
            "outlet": outlet, "week": week, "lines": lines, "size": rates[outlet, 2],
            "date": np.datetime64(market.first) + offset,
        }
    )
    ends = np.array(
        [market.ended.get(shop.distributor, market.last) for shop in market.outlets], "M8[D]"
    )
    return orders.filter(pl.col("date") <= pl.Series(ends[outlet]))


def _draw_lines(market: Market, orders: pl.DataFrame, dice) -> pl.DataFrame:
    """Choose the products of each order: popular ones more often, as the season has it."""
    count = len(market.products)
    # A few products make most of the sales (Zipf): mostly cheap ones, with some luck.
    prices = np.array([product.price for product in market.products])
    rank = np.argsort(np.argsort(np.log(prices) + dice.normal(0, 1, count)))
    popularity = 1 / (1 + rank) ** 0.9
    season = np.array(
        [[_season(product.code, month) for month in range(1, 13)] for product in market.products]
    )
    month = orders["date"].dt.month().to_numpy() - 1
    # The largest of weighted Gumbel draws are a weighted sample without replacement.
    scores = np.log(popularity * season[:, month].T) + dice.gumbel(size=(orders.height, count))
    kept = min(MAX_LINES, count)
    chosen = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
    chosen = np.take_along_axis(
        chosen, np.argsort(-np.take_along_axis(scores, chosen, axis=1), axis=1), axis=1
    )
    taken = np.arange(kept) < orders["lines"].to_numpy()[:, None]
    order, _rank = np.nonzero(taken)
    product = chosen[taken]
    lines = orders.with_row_index("order")[order].with_columns(product=pl.Series(product))
    swing = season[product, month[order]]
    size = dice.gamma(2.0, 3.0, lines.height) * lines["size"].to_numpy() * swing
    pieces = np.maximum(1, np.rint(size))
    return lines.with_columns(quantity=pl.Series(pieces.astype(np.int64)))


def _price(market: Market, lines: pl.DataFrame, dice) -> pl.DataFrame:
    """Prices, promotions and returns; amounts in whole cents."""
    codes = np.array([product.code[:3] for product in market.products])
    cents = np.array([max(1, round(product.price * MARGIN * 100)) for product in market.products])
    cases = np.array([product.case for product in market.products])
    product, week = lines["product"].to_numpy(), lines["week"].to_numpy()
    quantity = lines["quantity"].to_numpy().copy()
    # Large outlets buy whole cases.
    whole = (quantity >= cases[product] // 2) & (lines["size"].to_numpy() > 2)
    quantity = np.where(
        whole, np.maximum(1, np.rint(quantity / cases[product])) * cases[product], quantity
    ).astype(np.int64)
    rate, free = np.zeros(lines.height), np.zeros(lines.height, dtype=np.int64)
    for number, (group, every, discount, buy) in enumerate(PROMOTIONS):
        runs = (codes[product] == group) & ((week + number) % every < 2)
        quantity = np.where(runs, np.rint(quantity * 1.4), quantity).astype(np.int64)
        rate = np.where(runs, discount, rate)
        if buy:
            free = np.where(runs, quantity // buy, free)
    back = dice.random(lines.height) < RETURN_SHARE
    quantity = np.where(back, -np.maximum(1, quantity // 2), quantity)
    free = np.where(back, 0, free)
    gross = quantity * cents[product]
    discount = np.rint(gross * np.where(back, 0, rate)).astype(np.int64)
    outlets, products = market.outlets, market.products
    return lines.select(
        "order", "date",
        pl.Series("distributor", [shop.distributor for shop in outlets])[lines["outlet"]],
        pl.Series("outlet_code", [shop.code for shop in outlets])[lines["outlet"]],
        pl.Series("outlet_name", [shop.name for shop in outlets])[lines["outlet"]],
        pl.Series("product_code", [item.code for item in products])[lines["product"]],
        pl.Series("product_name", [item.name for item in products])[lines["product"]],
        pl.Series("quantity", quantity), pl.Series("case", cases[product]),
        pl.Series("free", free), pl.Series("price", cents[product] / 100),
        pl.Series("gross", gross / 100), pl.Series("discount", discount / 100),
        pl.Series("net", (gross - discount) / 100), pl.Series("back", back),
    )


def _number(lines: pl.DataFrame) -> pl.DataFrame:
    """Number invoices and credit notes distributor by distributor, as they were made out."""
    lines = lines.sort("distributor", "date", "order", "back", maintain_order=True)
    number = pl.struct("order", "back").rle_id().over("distributor") + 1
    prefix = pl.when("back").then(pl.lit("CN")).otherwise(pl.lit("INV"))
    return lines.with_columns(
        invoice=prefix + pl.lit("-") + number.cast(pl.String).str.zfill(5)
    ).drop("order", "back")


def _season(code: str, month: int) -> float:
    peak, swing = SEASONS.get(code[:3], (1, 0.0))
    return 1 + swing * np.cos(2 * np.pi * (month - peak) / 12)


def add_unknown_product(lines: pl.DataFrame, every: int = 25) -> pl.DataFrame:
    """The lines, some of them of a product that the maker does not know."""
    here = pl.int_range(pl.len()) % every == 0
    return lines.with_columns(
        product_code=pl.when(here).then(pl.lit("HAMPER-25")).otherwise("product_code"),
        product_name=pl.when(here).then(pl.lit("Festival Gift Hamper")).otherwise("product_name"),
    )
