"""One action a family of intents; each hands the message to the conversation."""

from actions.answering import Answering


class Report(Answering):
    """Figures and the reasons of their changes."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_report"


class Forecast(Answering):
    """What will happen, and what was unusual."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_forecast"


class FollowUp(Answering):
    """What refers to the message before: refinements, choices, further lines, leaving."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_follow_up"


class Explain(Answering):
    """How a figure is defined."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_explain"


class Export(Answering):
    """The last report as a file or a picture."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_export"


class Help(Answering):
    """What this person may ask."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_help"


class Profile(Answering):
    """Who the person is here, their language and preferences."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_profile"


class Status(Answering):
    """Whether the system works."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_status"


class SmallTalk(Answering):
    """Courtesies."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_small_talk"


class HandOff(Answering):
    """Whom to call."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_hand_off"


class ReportProblem(Answering):
    """A number or an answer is wrong."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_report_problem"


class Fallback(Answering):
    """What was not understood."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_fallback"


class Subscriptions(Answering):
    """What comes by itself: agreed, listed, changed, ended."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_subscriptions"


class Alerts(Answering):
    """What is watched: agreed, listed, ended."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_alerts"


class Later(Answering):
    """What is recognised and not available yet."""

    def name(self) -> str:
        """Give the name in `domain.yml`."""
        return "action_later"
