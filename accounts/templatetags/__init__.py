"""Tags of templates that all pages of the admin share."""
