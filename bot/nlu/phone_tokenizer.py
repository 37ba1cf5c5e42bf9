"""A tokenizer for what people type on a phone: no word is glued to a sign or a number."""

import re
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

TOKEN = re.compile(
    r"""
    res[-\s]?\d{4}-\d+                            # a booking reference
    | [$€£]?\d+(?:[.,:/\-]\d+)*                    # a number, an amount, a date, an hour
    | ['’][^\W\d_]{1,2}\b                          # 's and 't of English
    | [^\W\d_]+\d?                                 # a word; Q3 and T1 are words too
    | \S                                          # any other sign, one by one
    """,
    re.VERBOSE | re.IGNORECASE,
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False
)
class PhoneTokenizer(Tokenizer):
    """Tokens keep their offsets, and "¡Ventas!" holds the token "Ventas"."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The defaults are those that the base class of Rasa reads."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        """A tokenizer is made from its configuration alone."""
        return cls(config)

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Every character that is not a space belongs to exactly one token."""
        text = message.get(attribute)
        tokens = [Token(found.group(), found.start()) for found in TOKEN.finditer(text)]
        return tokens or [Token(text, 0)]
