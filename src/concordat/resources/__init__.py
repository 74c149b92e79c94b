"""Resources: the local offer, who helps with what, and how to ask. See README.md in this folder."""
