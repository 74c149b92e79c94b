"""Pages of requests: the office's and the settings'."""
