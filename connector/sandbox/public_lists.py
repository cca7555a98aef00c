"""Fonts and currencies (alter-public-api.txt, "Files, fonts and currencies")."""

from __future__ import annotations

# family, category, variants, version
_FONTS = (
    ("Inter", "sans-serif", ("regular", "600", "700"), "v19"),
    ("Roboto", "sans-serif", ("100", "300", "regular", "italic", "500", "700"), "v47"),
    ("Open Sans", "sans-serif", ("300", "regular", "600", "700"), "v40"),
    ("Lato", "sans-serif", ("regular", "italic", "700"), "v24"),
    ("Montserrat", "sans-serif", ("regular", "500", "700", "900"), "v29"),
    ("Playfair Display", "serif", ("regular", "italic", "700"), "v37"),
    ("Merriweather", "serif", ("300", "regular", "700"), "v31"),
    ("Roboto Slab", "serif", ("regular", "700"), "v34"),
    ("Lobster", "display", ("regular",), "v30"),
    ("Bebas Neue", "display", ("regular",), "v14"),
    ("Pacifico", "handwriting", ("regular",), "v22"),
    ("Dancing Script", "handwriting", ("regular", "700"), "v25"),
    ("Roboto Mono", "monospace", ("regular", "italic", "700"), "v23"),
)
# code, name, symbol, decimal places
_CURRENCIES = (
    ("EUR", "Euro", "€", 2),
    ("PLN", "Polish Zloty", "zł", 2),
    ("USD", "US Dollar", "$", 2),
    ("GBP", "British Pound", "£", 2),
    ("CZK", "Czech Koruna", "Kč", 2),
    ("SEK", "Swedish Krona", "kr", 2),
    ("CHF", "Swiss Franc", "CHF", 2),
    ("JPY", "Japanese Yen", "¥", 0),
    ("KWD", "Kuwaiti Dinar", "د.ك", 3),
)


def fonts() -> list[dict[str, object]]:
    """Google's form of a font record. The addresses have its form, too; nothing here fetches them."""
    return [
        {
            "id": number,
            "family": family,
            "source": "google",
            "category": category,
            "variants": list(variants),
            "subsets": ["latin"] if family == "Inter" else ["latin", "latin-ext"],
            "version": version,
            "menu": family,
            "files": {
                variant: f"https://fonts.gstatic.com/s/{_slug(family)}/{version}/{variant}.woff2"
                for variant in variants
            },
        }
        for number, (family, category, variants, version) in enumerate(_FONTS, 1)
    ]


def currencies() -> list[dict[str, object]]:
    return [
        {"id": number, "code": code, "name": name, "symbol": symbol, "decimalPlaces": places}
        for number, (code, name, symbol, places) in enumerate(_CURRENCIES, 1)
    ]


def _slug(family: str) -> str:
    return family.lower().replace(" ", "")
