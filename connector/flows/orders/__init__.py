"""What a WooCommerce order does to Alter orders: taking its events, sending what follows, showing it."""
