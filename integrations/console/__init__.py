"""An engine for trying Muster without a vendor: it says on stdout what it would."""

from integrations.console.engine import ConsoleEngine

ENGINE = ConsoleEngine()
