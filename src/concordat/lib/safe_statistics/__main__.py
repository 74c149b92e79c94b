"""`python -m concordat.lib.safe_statistics count|suppress|attack|check`: the library alone, on files."""

from concordat.lib.safe_statistics.command_line import main

raise SystemExit(main())
