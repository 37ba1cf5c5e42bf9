"""The bot reads its variables once and refuses to start without them."""

import re
import unittest
from pathlib import Path

from bot import settings

WHOLE = {name: f"value of {name}" for name in settings.REQUIRED}


class SettingsTest(unittest.TestCase):
    """What `read` makes of an environment."""

    def test_a_whole_environment_is_read(self) -> None:
        """The secrets come over; only the exact word opens development."""
        read = settings.read({**WHOLE, "VOCERO_ENV": "development"})
        self.assertTrue(read.development)
        self.assertEqual(read.identity_secret, "value of VOCERO_IDENTITY_SECRET")
        self.assertEqual(read.rest_secret, "value of VOCERO_REST_SECRET")

    def test_anything_but_development_is_production(self) -> None:
        """Unset, empty or misspelt means production."""
        for word in ("production", "", "dev", "Development", "1"):
            with self.subTest(word):
                self.assertFalse(settings.read({**WHOLE, "VOCERO_ENV": word}).development)
        self.assertFalse(settings.read(WHOLE).development)

    def test_everything_that_is_missing_is_named_at_once(self) -> None:
        """One message lists all missing and all empty variables, and no value of any."""
        some = dict(WHOLE, VOCERO_ACTIONS_SECRET="", VOCERO_RASA_DB_HOST="")
        del some["VOCERO_REST_SECRET"]
        with self.assertRaises(settings.IncompleteSettings) as caught:
            settings.read(some)
        named = set(re.findall(r"VOCERO_\w+", str(caught.exception)))
        missing = {"VOCERO_ACTIONS_SECRET", "VOCERO_RASA_DB_HOST", "VOCERO_REST_SECRET"}
        self.assertEqual(named, missing)

    def test_an_empty_environment_names_them_all(self) -> None:
        """Nothing set: every required variable is in the message, and the process would end."""
        with self.assertRaises(SystemExit) as caught:
            settings.read({})
        for name in settings.REQUIRED:
            self.assertIn(name, str(caught.exception))

    def test_every_variable_of_the_endpoints_is_required(self) -> None:
        """Rasa passes an undefined `${NAME}` on literally: so each is checked first."""
        text = Path("endpoints.yml").read_text("utf-8") + Path("credentials.yml").read_text("utf-8")
        used = set(re.findall(r"\$\{(\w+)\}", text))
        self.assertTrue(used)
        self.assertLessEqual(used, set(settings.REQUIRED))

    def test_the_settings_cannot_be_changed(self) -> None:
        """A setting that was read stays as it is."""
        read = settings.read(WHOLE)
        with self.assertRaises(AttributeError):
            read.development = True

    def test_the_twilio_account_is_there_whole_or_not_at_all(self) -> None:
        """All four variables make an account, under either name; with one missing there is none."""
        four = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token",
                "TWILIO_WHATSAPP_NUMBER": "whatsapp:+1", "VOCERO_PUBLIC_URL": "https://x/"}
        account = settings.TwilioAccount("AC1", "token", "whatsapp:+1", "https://x")
        self.assertEqual(settings.read({**WHOLE, **four}).twilio, account)
        prefixed = {f"VOCERO_{name.replace('VOCERO_', '')}": four[name] for name in four}
        self.assertEqual(settings.read({**WHOLE, **prefixed}).twilio, account)
        for gone in four:
            self.assertIsNone(settings.read({**WHOLE, **four, gone: ""}).twilio, gone)
        self.assertIsNone(settings.read(WHOLE).twilio)
