"""What one more process brings, what a claim costs on each engine, and how a thousand stores are served."""
