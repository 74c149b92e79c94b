"""Reading what was checked: how far it has come, what moderators and visitors found, what it says of all settings."""
