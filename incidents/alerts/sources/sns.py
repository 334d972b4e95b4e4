"""Amazon SNS: CloudWatch's alarms, and any other message of a topic as it stands.

Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html and
aws/aws-lambda-go, events/testdata/cloudwatch-alarm-sns-payload-*.json. The signature
is checked and the subscription confirmed where the request comes in.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. Subscribe Muster to the topic that your alarms notify; it confirms by itself:

        aws sns subscribe --topic-arn arn:aws:sns:eu-central-1:123456789012:alarms \\
          --protocol https --notification-endpoint {hook}

   Leave *raw message delivery* off: Muster checks SNS's signature.
2. In each CloudWatch alarm, notify the topic for **In alarm** and for **OK** (then the
   alert resolves), and for **Insufficient data** if that should be an alert:

        aws cloudwatch put-metric-alarm ... \\
          --alarm-actions arn:aws:sns:eu-central-1:123456789012:alarms \\
          --ok-actions arn:aws:sns:eu-central-1:123456789012:alarms

SNS sends no header of your own choice, so the key is in the address. Other messages of
the topic become alerts too, with the subject as title; nothing resolves those.
"""
CONFIRMATION = "SubscriptionConfirmation"
ENDED = "UnsubscribeConfirmation"
# By the state an alarm has now.
ACTIONS = {
    "ALARM": Action.TRIGGER,
    "INSUFFICIENT_DATA": Action.TRIGGER,
    "OK": Action.RESOLVE,
}
Row = Mapping[str, Any]


def parse(body: Body) -> Sequence[Signal]:
    envelope = fields.mapping(body.data, "The body")
    kind = fields.text(envelope, "Type")
    if kind == CONFIRMATION:
        return []
    if kind == ENDED:
        return [_ended(envelope)]
    if "AlarmName" in envelope and "Message" not in envelope:
        return [_of_an_alarm(envelope, {})]  # raw message delivery
    message = fields.needed(envelope, "Message")
    data = _json(message)
    if "AlarmName" in data and "NewStateValue" in data:
        return [_of_an_alarm(data, envelope)]
    return [_of_text(message, envelope)]


def _json(message: str) -> Row:
    """The object that a message holds, if it holds one."""
    try:
        data = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, Mapping) else {}


def _of_an_alarm(data: Row, envelope: Row) -> Signal:
    state = fields.text(data, "NewStateValue")
    action = ACTIONS.get(state)
    if action is None:
        raise Unreadable(f"NewStateValue is none of {', '.join(ACTIONS)}.")
    name = fields.needed(data, "AlarmName")
    place = ":".join(fields.text(data, each) for each in ("AWSAccountId", "Region"))
    told = (
        fields.text(data, "AlarmDescription"),
        fields.text(data, "NewStateReason"),
    )
    return Signal(
        title=name,
        action=action,
        dedup_key=fields.text(data, "AlarmArn") or f"{place}:{name}",
        body="\n\n".join(part for part in told if part),
        severity="" if action is Action.RESOLVE else state,
        labels=_labels(data, envelope),
        at=fields.moment(data.get("StateChangeTime")),
    )


def _labels(data: Row, envelope: Row) -> dict[str, str]:
    trigger = fields.inner(data, "Trigger")
    dimensions = (
        fields.mapping(row, "Each of Dimensions")
        for row in fields.rows(trigger.get("Dimensions"), "Dimensions")
    )
    return fields.labels(
        {"alarm": data.get("AlarmName"), "account": data.get("AWSAccountId")},
        {"region": data.get("Region"), "topic": _topic(envelope)},
        {"namespace": trigger.get("Namespace"), "metric": trigger.get("MetricName")},
        {fields.text(row, "name"): row.get("value") for row in dimensions},
    )


def _topic(envelope: Row) -> str:
    return fields.text(envelope, "TopicArn").rpartition(":")[2]


def _of_text(message: str, envelope: Row) -> Signal:
    """Any other message: its subject, or its first line, is the title."""
    subject = fields.text(envelope, "Subject")
    first = message.strip().splitlines()[0]
    return Signal(
        title=subject or first,
        body=message,
        labels=fields.labels({"topic": _topic(envelope)}),
        at=fields.moment(envelope.get("Timestamp")),
    )


def _ended(envelope: Row) -> Signal:
    """From now on nothing comes from this topic, which nobody would notice."""
    arn = fields.text(envelope, "TopicArn")
    return Signal(
        title=f"Muster was unsubscribed from the SNS topic {_topic(envelope)}",
        dedup_key=f"unsubscribed {arn}",
        body="Its alarms no longer arrive. Subscribe again if nobody meant this.",
        labels=fields.labels({"topic": _topic(envelope)}),
        at=fields.moment(envelope.get("Timestamp")),
    )


ALARM = {
    "AlarmName": "Example alarm name",
    "AlarmDescription": "Example alarm description.",
    "AWSAccountId": "000000000000",
    "NewStateValue": "ALARM",
    "NewStateReason": "Threshold Crossed: 1 datapoint (10.0) was greater than or equal "
    "to the threshold (1.0).",
    "StateChangeTime": "2017-01-12T16:30:42.236+0000",
    "Region": "EU - Ireland",
    "AlarmArn": "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:Example alarm name",
    "OldStateValue": "OK",
    "Trigger": {
        "MetricName": "DeliveryErrors",
        "Namespace": "ExampleNamespace",
        "StatisticType": "Statistic",
        "Statistic": "SUM",
        "Unit": None,
        "Dimensions": [{"name": "QueueName", "value": "orders"}],
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1.0,
    },
}


def _notification(subject: str, message: str) -> dict[str, str]:
    return {
        "Type": "Notification",
        "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
        "TopicArn": "arn:aws:sns:eu-west-1:000000000000:cloudwatch-alarms",
        "Subject": subject,
        "Message": message,
        "Timestamp": "2017-01-12T16:30:42.318Z",
        "SignatureVersion": "1",
        "Signature": "Cg==",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/"
        "SimpleNotificationService-b95095beb82e8f6a046b3aafc7f4149a.pem",
        "UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    }


SOURCE = Source(
    name="sns",
    label="AWS CloudWatch (Amazon SNS)",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": _notification(
            'ALARM: "Example alarm name" in EU (Ireland)', json.dumps(ALARM)
        ),
        "resolved": _notification(
            'OK: "Example alarm name" in EU (Ireland)',
            json.dumps(
                {
                    **ALARM,
                    "OldStateValue": "ALARM",
                    "NewStateValue": "OK",
                    "StateChangeTime": "2017-01-12T16:40:42.236+0000",
                }
            ),
        ),
        "text": _notification("Nightly export failed", "Disk full on exporter-2."),
    },
)
