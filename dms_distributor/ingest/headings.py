"""Tells columns by their headings, in English and French."""

import re
import unicodedata

from .layout import AMOUNT_ROLES

# Role → headings, normalised: lower case, no accents, no punctuation. The earlier the surer: where
# two columns could play a role, the one whose heading stands first gets it.
SYNONYMS = {
    "invoice": (
        "invoice number", "invoice no", "invoice", "invoice id", "invoice ref", "invoice reference",
        "bill no", "bill number", "bill", "inv no", "inv number", "inv", "voucher no", "vch no",
        "voucher number", "document no", "document number", "doc no", "numero de facture",
        "no facture", "n facture", "num facture", "numero facture", "facture no", "facture n",
        "facture", "ref facture", "numero de piece", "no piece", "n piece", "piece", "no bl",
        "bon de livraison", "numero document", "order no", "receipt no", "memo no",
    ),
    "date": (
        "invoice date", "bill date", "date", "inv date", "voucher date", "vch date", "sale date",
        "sales date", "doc date", "document date", "transaction date", "posting date",
        "date de facture", "date facture", "date facturation", "date piece", "date de vente",
        "date vente", "date document", "order date", "day", "jour", "delivery date",
        "date de livraison", "invoicedate",
    ),
    "outlet_code": (
        "outlet code", "customer code", "party code", "customer id", "client code", "retailer code",
        "customer no", "customer number", "outlet id", "retailer id", "shop code", "store code",
        "party id", "account code", "cust code", "code client", "n client", "no client",
        "numero client", "code pdv", "code point de vente", "code magasin", "ref client",
        "reference client", "compte client", "id client", "dealer code",
    ),
    "outlet_name": (
        "outlet name", "customer name", "party name", "retailer name", "client name", "shop name",
        "store name", "outlet", "customer", "party", "retailer", "buyer", "buyer name", "shop",
        "store", "nom client", "nom du client", "client", "raison sociale", "point de vente",
        "magasin", "nom du magasin", "pdv", "acheteur", "dealer name", "dealer", "sold to",
    ),
    "product_code": (
        "product code", "item code", "sku code", "sku", "material code", "stock code", "stockcode",
        "article code", "item no", "item number", "product id", "material", "part no", "code",
        "barcode", "ean", "ean code", "code article", "code produit", "reference article",
        "reference produit", "ref article", "ref produit", "reference", "ref", "code barre",
        "code barres", "gencod", "item id", "product no", "product reference",
    ),
    "product_name": (
        "product name", "item name", "item description", "product description", "sku name",
        "sku description", "description", "item", "product", "article", "material description",
        "particulars", "designation", "libelle", "libelle article", "libelle produit", "produit",
        "nom du produit", "nom produit", "designation article", "designation produit",
        "description of goods", "nom article", "goods",
    ),
    "quantity": (
        "quantity", "qty", "sold quantity", "sold qty", "sale qty", "sales qty", "quantity sold",
        "billed qty", "billed quantity", "invoiced qty", "invoice qty", "total qty", "units",
        "units sold", "quantite", "qte", "quantite vendue", "qte vendue", "quantite facturee",
        "qte facturee", "nombre", "nb unites", "pieces", "pcs", "qnty", "volume", "cases", "qtty",
    ),
    "unit": (
        "unit", "uom", "unit of measure", "sales unit", "qty unit", "unite", "unite de mesure",
        "unite de vente", "udm", "um", "conditionnement", "pack", "packing",
    ),
    "unit_price": (
        "unit price", "price", "rate", "selling price", "sale price", "sales price", "unit rate",
        "price per unit", "net rate", "prix unitaire", "prix", "pu", "pu ht", "prix unitaire ht",
        "prix de vente", "prix unit", "prix ht", "tarif", "ptr", "p u", "p u ht", "basic rate",
    ),
    "gross_amount": (
        "gross amount", "gross value", "gross", "gross sales", "amount before discount",
        "value before discount", "montant brut", "brut", "total brut", "valeur brute",
        "montant brut ht",
    ),
    "discount_amount": (
        "discount amount", "discount", "disc", "disc amount", "disc amt", "discount value",
        "rebate", "trade discount", "remise", "montant remise", "montant de la remise", "rabais",
        "ristourne", "scheme discount", "less discount",
    ),
    "net_amount": (
        "net amount", "net value", "net sales", "net", "taxable value", "taxable amount", "amount",
        "line total", "line amount", "value", "sales value", "sale value", "sales amount",
        "amount excl tax", "amount without tax", "net amt", "amt", "montant net", "montant ht",
        "net ht", "total ht", "montant", "valeur", "valeur ht", "montant net ht", "total",
        "total amount", "chiffre d affaires", "ca", "ca ht", "turnover", "valeur nette",
    ),
    "free_quantity": (
        "free quantity", "free qty", "free", "free goods", "bonus qty", "bonus", "scheme qty",
        "foc", "foc qty", "free units", "quantite gratuite", "qte gratuite", "gratuit", "gratuits",
        "gratuite", "ug", "unites gratuites",
    ),
    "lot": (
        "lot", "lot no", "lot number", "batch", "batch no", "batch number", "batch code",
        "numero de lot", "n lot", "no lot", "n de lot", "serie",
    ),
    "return_flag": (
        "return flag", "is return", "return", "returned", "transaction type", "voucher type",
        "vch type", "invoice type", "document type", "doc type", "sale type", "type",
        "type de document", "type de piece", "type document", "type piece", "retour", "avoir",
        "nature",
    ),
}
_RANKS = {
    heading: (role, rank)
    for role, headings in SYNONYMS.items()
    for rank, heading in enumerate(headings)
}
_FIRST_ROWS = 60


def normalise(heading: str) -> str:
    """Lower case, without accents, punctuation and what stands in brackets: "Qty. (Pcs)" → qty."""
    text = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", heading or "")
    text = text.replace("°", " ").replace("º", " ")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def get_role(heading: str) -> tuple[str, int] | None:
    """The role that a heading names and how surely (0 is surest); None when it names none."""
    return _RANKS.get(normalise(heading)) or _RANKS.get(normalise(heading).replace(" ", ""))


def suggest_columns(headings: list[str]) -> dict[str, str]:
    """Which column plays which role, by its heading alone.

    :param headings: as in ``Interpreted.headings``
    :return: role → heading; roles that no heading names are absent
    """
    best: dict[str, tuple[int, str]] = {}
    for heading in headings:
        found = get_role(heading)
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], heading)
    columns = {role: heading for role, (_rank, heading) in best.items()}
    _use_lone_names_as_codes(columns)
    return columns


def _use_lone_names_as_codes(columns: dict[str, str]):
    """A sole "Client" or "Article" is what identifies the party or the product."""
    for code, name in (("outlet_code", "outlet_name"), ("product_code", "product_name")):
        if name in columns and code not in columns:
            columns[code] = columns.pop(name)


def find_header(raw) -> int | None:
    """Row of the headings: the one, near the top, whose cells name the most roles.

    :return: its number, from 1; None when no row names two roles that sales must have
    """
    best_row, best_count = None, 0
    for number, *cells in raw.frame.head(_FIRST_ROWS).iter_rows():
        roles = {found[0] for cell in cells if cell and (found := get_role(cell))}
        needed = roles & {"product_code", "product_name", "quantity", "date", *AMOUNT_ROLES}
        if len(needed) >= 2 and len(roles) > best_count:
            best_row, best_count = number, len(roles)
    return best_row


def name_columns(cells: list[str | None]) -> list[str]:
    """Headings that are unique: a blank one is named by its column, a repeated one numbered."""
    names: dict[str, str] = {}
    for index, cell in enumerate(cells):
        name = base = " ".join((cell or "").split()) or f"Column {_get_letters(index)}"
        count = 1
        while name.casefold() in names:
            count += 1
            name = f"{base} ({count})"
        names[name.casefold()] = name
    return list(names.values())


def _get_letters(index: int) -> str:
    """A column's letters in a spreadsheet program: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
