"""Run the command line with ``python -m lead_scoring``."""

import sys

from lead_scoring.cli import main

sys.exit(main())
