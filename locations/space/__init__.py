"""The partner's own screens in the admin: who manages an organisation, where its sessions are shown, and so on."""
