"""Any JSON, read by a JSON mapping: /hooks/json/<mapping>.

Which expressions to use stands in the database, so reading such a body is
incidents.alerts.mapping's; this file tells how to send one.
"""

from collections.abc import Sequence

from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Signal, Unreadable

SETUP = """
1. In the back-office, open **JSON mappings** and make one: it says, by
   [JMESPath](https://jmespath.org) expressions, where title, severity and the rest are.
2. Let your tool POST its JSON to `{url}/hooks/json/<mapping>` with the header

        Authorization: Bearer {key}

   or, where it cannot send headers, to `{url}/hooks/json/<mapping>/{key}`:

        curl -X POST "{url}/hooks/json/<mapping>" \\
          -H "Authorization: Bearer {key}" -H "Content-Type: application/json" \\
          -d '{{"text": "Disk almost full"}}'

3. Send one body before the expressions are right: it is kept, the mapping's page shows
   what they make of it while you write them, and then you replay it.
"""


def parse(body: Body) -> Sequence[Signal]:
    raise Unreadable("Name the JSON mapping in the address: /hooks/json/<mapping>.")


SOURCE = Source(
    name="json",
    label="Any JSON",
    parse=parse,
    setup=SETUP,
)
