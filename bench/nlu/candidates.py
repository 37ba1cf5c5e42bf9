"""The pipelines that were considered, from Rasa's own parts to ours."""

from typing import Any

from tests.nlu.pipeline import configured

Parts = list[dict[str, Any]]

_FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.05}


def _counts(accents: Any) -> Parts:
    return [
        {
            "name": "CountVectorsFeaturizer",
            "strip_accents": accents,
            "min_ngram": 1,
            "max_ngram": 2,
        },
        {
            "name": "CountVectorsFeaturizer",
            "strip_accents": accents,
            "analyzer": "char_wb",
            "min_ngram": 2,
            "max_ngram": 5,
        },
    ]


def logistic() -> Parts:
    """Counts of words and letters, Rasa's logistic regression, Rasa's CRF."""
    return [
        {"name": "WhitespaceTokenizer"},
        *_counts(None),
        {"name": "LogisticRegressionClassifier"},
        {"name": "CRFEntityExtractor"},
        {"name": "EntitySynonymMapper"},
        _FALLBACK,
    ]


def diet(epochs: int) -> Parts:
    """Counts without accents, and one DIET for intents and entities."""
    return [
        {"name": "WhitespaceTokenizer"},
        *_counts("unicode"),
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        _FALLBACK,
    ]


def tagger_and_diet(epochs: int) -> Parts:
    """Our tokens, our entities with spaCy's phrases, and DIET for intents only."""
    parts = {part["name"].split(".")[-1]: part for part in configured()}
    return [
        parts["PhoneTokenizer"],
        parts["EntityTagger"],
        parts["ClosedValues"],
        *_counts("unicode"),
        {
            "name": "DIETClassifier",
            "epochs": epochs,
            "entity_recognition": False,
            "constrain_similarities": True,
        },
        _FALLBACK,
        parts["EntityAgreement"],
    ]


def ours(*ways: str) -> Parts:
    """The pipeline of `config.yml`, with these readings only."""
    return [
        {**part, "ways": list(ways)} if "IntentClassifier" in part["name"] else part
        for part in configured()
    ]


def candidates(epochs: int) -> dict[str, Parts]:
    """Every candidate under the name that the table gives it."""
    return {
        "counts + logistic + CRF": logistic(),
        "DIET": diet(epochs),
        "our tagger + DIET": tagger_and_diet(epochs),
        "our linear, as written": ours("plain"),
        "our linear, masked too": ours("plain", "masked"),
        "our linear, ideas too (chosen)": ours("plain", "masked", "ideas"),
    }
