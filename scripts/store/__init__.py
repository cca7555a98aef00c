"""`scripts/test-store`: the plugin in a real WooCommerce, played through a browser against the sandbox of Alter."""
