"""What Twilio refuses, in its own codes and words.

Source: twilio.com/docs/api/errors; the shape is that of every error of its REST API.
"""

from integrations.sandbox.types import Json

WORDS = {
    20003: "Authenticate",
    20404: "The requested resource {what} was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service unavailable",
    20001: "{what}",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL: {what}",
    21210: "The source phone number provided, {what}, is not yet verified for your "
    "account. You may only make calls from phone numbers that you've verified or "
    "purchased from Twilio.",
    21211: "Invalid 'To' Phone Number: {what}",
    21213: "No 'From' number is specified",
    21214: "The phone number you are attempting to call, {what}, cannot be reached.",
    21215: "Account not authorized to call {what}. Perhaps you need to enable some "
    "international permissions",
    21216: "Calls to {what} are not allowed, it is blocked",
    21217: "Phone number {what} does not appear to be valid",
    21219: "The number {what} is unverified. Trial accounts may only make calls to "
    "verified numbers.",
    21220: "Invalid call state: the call is over",
    21408: "Permission to send an SMS has not been enabled for the region indicated by "
    "the 'To' number: {what}",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number provided ({what}) is not a valid, message-capable "
    "Twilio phone number for this destination",
    21609: "The 'StatusCallback' URL {what} is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "The 'To' phone number: {what}, is not currently reachable using the 'From' "
    "phone number",
    21614: "'To' number: {what}, is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}
STATUSES = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503}


class TwilioError(Exception):
    """A refusal: answered with Twilio's code, words and HTTP status."""

    def __init__(self, code: int, what: str = "") -> None:
        self.code = code
        self.status = STATUSES.get(code, 400)
        self.message = WORDS.get(code, "Refused").format(what=what)
        super().__init__(self.message)

    def body(self) -> Json:
        """As the REST API answers it."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
