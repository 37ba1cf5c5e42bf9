"""One action a family of intents; each hands the message to the conversation."""

from actions.answering import Answering


class Report(Answering):
    """Figures: sales, commissions, bookings, KPI, rankings, comparisons and their like."""

    action_name = "action_report"


class FollowUp(Answering):
    """What refers to the message before: refinements, choices, further lines, leaving."""

    action_name = "action_follow_up"


class Explain(Answering):
    """How a figure is defined."""

    action_name = "action_explain"


class Help(Answering):
    """What this person may ask."""

    action_name = "action_help"


class Profile(Answering):
    """Who the person is here, and their language."""

    action_name = "action_profile"


class Status(Answering):
    """Whether the system works."""

    action_name = "action_status"


class SmallTalk(Answering):
    """Courtesies."""

    action_name = "action_small_talk"


class HandOff(Answering):
    """Whom to call."""

    action_name = "action_hand_off"


class ReportProblem(Answering):
    """A number or an answer is wrong."""

    action_name = "action_report_problem"


class Fallback(Answering):
    """What was not understood."""

    action_name = "action_fallback"


class Later(Answering):
    """What is recognised and not available yet."""

    action_name = "action_later"
