"""The pages of imports and heading maps."""
