"""The Alter connector service: connects WooCommerce stores to Alter Product."""

__version__ = "0.1.0"
