"""Pages of one's own account (``/account/``) and of access (``/access/``)."""
