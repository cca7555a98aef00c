"""What a shopper can choose for each Alter base product: sizes, material, print, colours, variants, prices.

The T-shirt (product 4) carries the ids of alter-public-api.txt's order example, the mug (product 1) those
of alter-customizer-postmessage.txt and the older document; the other products' ids are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from connector.sandbox.catalogue import PRODUCTS

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    pl: str
    en: str
    slug: str

    def shown(self) -> dict[str, object]:
        return {"id": self.id, "name": {"pl": self.pl, "en": self.en}}


@dataclass(frozen=True, slots=True)
class Size(Choice):
    measure: tuple[tuple[str, float], ...] = ()

    def shown(self) -> dict[str, object]:
        return {"id": self.id, "name": {"pl": self.pl, "en": self.en}, "measureSize": self.measures}

    @property
    def measures(self) -> dict[str, float] | None:
        return dict(self.measure) or None


@dataclass(frozen=True, slots=True)
class Colour(Choice):
    hex: str = "#ffffff"

    def shown(self) -> dict[str, object]:
        return {"id": self.id, "name": {"pl": self.pl, "en": self.en}, "hex": self.hex}


@dataclass(frozen=True, slots=True)
class Options:
    """Of one base product; variants are its sizes times its colours, numbered in that order."""

    group: Choice
    category_id: int
    model3d_id: int
    sizes: tuple[Size, ...]
    material: Choice
    print_type: Choice
    colours: tuple[Colour, ...]
    first_variant_id: int
    unit_cents: int
    stock: int | None

    def size(self, size_id: int | None) -> Size | None:
        """Without an id the usual one: M where there is one."""
        if size_id is None:
            return next((each for each in self.sizes if each.en == "M"), self.sizes[0])
        return next((each for each in self.sizes if each.id == size_id), None)

    def colour(self, colour_id: int | None) -> Colour | None:
        if colour_id is None:
            return self.colours[0]
        return next((each for each in self.colours if each.id == colour_id), None)

    def variant_id(self, size: Size, colour: Colour) -> int:
        column = self.colours.index(colour)
        return self.first_variant_id + self.sizes.index(size) * len(self.colours) + column


@dataclass(frozen=True, slots=True)
class Kind:
    """What the products of one silhouette have in common."""

    category_id: int
    pl: str
    en: str
    sizes: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    material: Choice
    print_type: Choice
    unit_cents: int
    stock: int | None


_PLAIN: tuple[tuple[str, float], ...] = ()
_COTTON = Choice(2, "Bawełna", "Cotton", "cotton")
_CERAMIC = Choice(3, "Ceramika", "Ceramic", "ceramic")
_CARDBOARD = Choice(4, "Karton", "Cardboard", "cardboard")
_DTG = Choice(1, "DTG", "DTG", "dtg")
_SUBLIMATION = Choice(5, "Sublimacja", "Sublimation", "sublimation")
_OFFSET = Choice(6, "Offset", "Offset", "offset")
_MUG_SIZE = ("450ml (15oz)", (("D", 8.65), ("H", 11.95)))

KINDS = {
    "shirt": Kind(
        1,
        "Koszulka",
        "T-Shirt",
        tuple((name, _PLAIN) for name in ("S", "M", "L", "XL")),
        _COTTON,
        _DTG,
        1_250,
        25,
    ),
    "mug": Kind(2, "Kubek", "Mug", (_MUG_SIZE,), _CERAMIC, _SUBLIMATION, 990, None),
    "bag": Kind(3, "Torba", "Bag", (("38 x 42 cm", _PLAIN),), _COTTON, _DTG, 800, 100),
    "cap": Kind(4, "Czapka", "Cap", (("One size", _PLAIN),), _COTTON, _DTG, 1_400, 40),
    "box": Kind(5, "Pudełko", "Box", (("A5", _PLAIN), ("A4", _PLAIN)), _CARDBOARD, _OFFSET, 350, 0),
}
COLOURS = (
    ("Domyślny", "Default", "#ffffff"),
    ("Czarny", "Black", "#20242f"),
    ("Indygo", "Indigo", "#4b3df5"),
    ("Koralowy", "Coral", "#e4572e"),
    ("Zielony", "Green", "#2a9d74"),
    ("Słoneczny", "Sun", "#f2c14e"),
)
PRODUCT_KINDS = {product_id: kind for _name, product_id, kind in PRODUCTS}
# First size, first colour, first variant; M in the default colour is the example's 395, 418, 531.
_DOCUMENTED_IDS = {4: (394, 418, 525), 1: (9, 11, 11)}


@lru_cache(maxsize=256)
def options_of(product_id: int, kind: str) -> Options:
    """`kind` is the design's: a product of a store's own may be in no catalogue of ours."""
    shape = KINDS[kind]
    made_up = (1_000 + 10 * product_id, 1_000 + 10 * product_id, 1_000 + 100 * product_id)
    size_id, colour_id, variant_id = _DOCUMENTED_IDS.get(product_id, made_up)
    suffix = " 450ml (15oz)" if product_id == 1 else ""
    return Options(
        group=Choice(product_id, shape.pl + suffix, shape.en + suffix, shape.en.lower()),
        category_id=shape.category_id,
        model3d_id=3 if product_id == 1 else 100 + product_id,
        sizes=tuple(
            Size(size_id + index, name, name, _slug(name), measure)
            for index, (name, measure) in enumerate(shape.sizes)
        ),
        material=shape.material,
        print_type=shape.print_type,
        colours=tuple(
            Colour(colour_id + index, pl, en, en.lower(), code)
            for index, (pl, en, code) in enumerate(COLOURS)
        ),
        first_variant_id=variant_id,
        unit_cents=shape.unit_cents,
        stock=shape.stock,
    )


def _slug(name: str) -> str:
    return "-".join(name.lower().replace("(", "").replace(")", "").split())


def money(amount: float, currency: str) -> dict[str, object]:
    """As JSON numbers are written by the documents: 5, not 5.0; 12.5, not 12.50."""
    value = round(amount, 4)
    return {"value": int(value) if value == int(value) else value, "currency": currency}
