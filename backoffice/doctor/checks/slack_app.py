"""The Slack app as it is installed, against the manifest."""

from backoffice.doctor.examination import Matter
from bot import doctor

MATTER = Matter(heading="Slack app", rank=40, check=doctor.check)
