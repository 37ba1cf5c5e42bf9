"""Intent and entities become the Question that was meant, or an honest error."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.conftest import entities
from vocero.conversation.comparing import aligned
from vocero.conversation.following import carried_over, refined
from vocero.conversation.naming import with_members
from vocero.conversation.said import Said
from vocero.conversation.times import periods
from vocero.conversation.understanding import defaulted, shaped
from vocero.errors import AmbiguousMemberError, UnknownMemberError, UnknownPeriodError
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question, continues

TODAY = dt.date(2026, 9, 16)
AUGUST = Period(dt.date(2026, 8, 1), dt.date(2026, 8, 31), "month")
MEMBERS = (
    Member("branch", 1, "Cancún"), Member("branch", 3, "Mérida"), Member("branch", 7, "Los Cabos"),
    Member("destination", "Tulum", "Tulum"), Member("product", 1, "Tulum Deluxe"),
    Member("product", 2, "Chichén Itzá Deluxe"),
    Member("destination", "Chichén Itzá", "Chichén Itzá"),
    Member("agent", 1, "María López"), Member("agent", 2, "María Rivera"),
    Member("agent", 3, "Jorge Hernández"), Member("team", 1, "Equipo Cancún A"),
    Member("channel", "web", "web"), Member("channel", "phone", "phone"),
    Member("customer", 9, "Ana Gómez Ruiz"), Member("partner", 1, "Viajes Maya"),
)  # fmt: skip


def said(text: str, intent: str = "ask_sales", **marked: object) -> Said:
    """A message with marked words."""
    return Said(text, intent, entities(text, **marked))


def days(period: Period | None) -> tuple[str, str]:
    """A period's ends as text."""
    assert period is not None
    return str(period.start), str(period.end)


@pytest.mark.parametrize(
    ("intent", "text", "first", "last"),
    [
        ("ask_sales", "ventas", "2026-09-16", "2026-09-16"),
        ("ask_passengers", "pasajeros", "2026-09-16", "2026-09-16"),
        ("ask_cancellations", "cancelaciones", "2026-09-16", "2026-09-16"),
        ("ask_bookings", "reservas", "2026-09-16", "2026-09-16"),
        ("ask_commissions", "comisiones", "2026-09-01", "2026-09-16"),
        ("ask_kpi", "KPI", "2026-09-01", "2026-09-16"),
        ("ask_ranking", "top", "2026-09-01", "2026-09-16"),
        ("ask_goal", "meta", "2026-09-01", "2026-09-16"),
        ("ask_profitability", "rentabilidad", "2026-09-01", "2026-09-16"),
        ("ask_comparison", "comparar", "2026-09-01", "2026-09-16"),
        ("ask_occupancy", "ocupación", "2026-09-17", "2026-09-23"),
    ],
)
def test_a_question_without_a_period_means_its_family_s(
    intent: str, text: str, first: str, last: str
) -> None:
    """Today, the month to date, or the next seven days."""
    question = defaulted(shaped(said(text, intent), TODAY, None), TODAY)
    assert days(question.period) == (first, last)


def test_a_period_that_nobody_marked_is_found_all_the_same() -> None:
    """The safety net reads the sentence when the model marked nothing."""
    question = shaped(said("cuánto vendimos del 1 al 15 de marzo"), TODAY, None)
    assert days(question.period) == ("2026-03-01", "2026-03-15")


@pytest.mark.parametrize(
    ("text", "day"),
    [("seats left for Saturday", "2026-09-19"), ("what's left on Saturday", "2026-09-19"),
     ("how full was Saturday", "2026-09-12")],
)  # fmt: skip
def test_what_is_left_lies_ahead(text: str, day: str) -> None:
    """Seats left are those of the Saturday to come; what was full is the last one's."""
    question = shaped(said(text, "ask_occupancy", period="Saturday"), TODAY, None)
    assert days(question.period) == (day, day)


@pytest.mark.parametrize(
    ("text", "metric"),
    [("quién nos canceló más ayer", "cancellations"), ("who bailed on us most", "cancellations"),
     ("quién vendió más sin contar canceladas", None), ("top 5 agentes", None)],
)  # fmt: skip
def test_a_ranking_counts_what_its_verb_says(text: str, metric: str | None) -> None:
    """Who cancelled most is not who sold most."""
    assert shaped(said(text, "ask_ranking"), TODAY, None).metric == metric


def test_a_mark_that_is_too_short_is_read_in_full() -> None:
    """ "marzo" marked inside "del 1 al 15 de marzo" does not become the whole month."""
    question = shaped(said("ventas del 1 al 15 de marzo", period="marzo"), TODAY, None)
    assert days(question.period) == ("2026-03-01", "2026-03-15")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("ventas de los martes de febrero", "febrero"), ("ventas de 1850", "1850"),
        ("ventas del 31 de febrero", "31 de febrero"), ("sales on mondays", "mondays"),
        ("ventas de la era de hielo", "la era de hielo"),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_understood_is_never_guessed(text: str, marked: str) -> None:
    """A wrong period would be a wrong number."""
    with pytest.raises(UnknownPeriodError):
        shaped(said(text, period=marked), TODAY, None)


def test_a_year_nobody_marked_is_not_ignored() -> None:
    """ "ventas 1850" must not be answered with today's sales."""
    with pytest.raises(UnknownPeriodError):
        shaped(said("ventas 1850"), TODAY, None)


@pytest.mark.parametrize("text", ["ventas de más de 5000 pesos hoy", "RES-2026-1001 ventas hoy"])
def test_amounts_and_references_are_no_years(text: str) -> None:
    """Four digits that are something else stay what they are."""
    assert days(shaped(said(text), TODAY, None).period) == ("2026-09-16", "2026-09-16")


def test_days_ahead_are_meant_where_people_travel() -> None:
    """ "los que viajan el viernes" is the Friday to come; sales of Friday are the last one's."""
    travelling = shaped(said("pasajeros que viajan el viernes", "ask_passengers"), TODAY, None)
    sold = shaped(said("ventas del viernes"), TODAY, None)
    assert days(travelling.period)[0] == "2026-09-18"
    assert travelling.metric == "travelling_passengers"
    assert days(sold.period)[0] == "2026-09-11"


COMPARISONS = {
    "compara este mes con el mes pasado": (
        ["este mes", "mes pasado"], ("2026-09-01", "2026-09-16"), ("2026-08-01", "2026-08-31")),
    "agosto vs julio": (
        ["agosto", "julio"], ("2026-08-01", "2026-08-31"), ("2026-07-01", "2026-07-31")),
    "este mes contra 2025": (
        ["este mes", "2025"], ("2026-09-01", "2026-09-16"), ("2025-09-01", "2025-09-16")),
    "compara ventas con ayer": (
        ["ayer"], ("2026-09-16", "2026-09-16"), ("2026-09-15", "2026-09-15")),
    "compare sales with last week": (
        ["last week"], ("2026-09-14", "2026-09-16"), ("2026-09-07", "2026-09-13")),
}  # fmt: skip


@pytest.mark.parametrize("text", COMPARISONS)
def test_a_comparison_has_its_two_periods(text: str) -> None:
    """Two that were said, or the present unit against the one that was."""
    marked, first, second = COMPARISONS[text]
    question = shaped(said(text, "ask_comparison", period=marked), TODAY, None)
    assert days(question.period) == first
    assert days(question.other) == second


def test_compare_it_means_the_last_question() -> None:
    """Period, figure and filters are taken over; "2025" is the same dates of that year."""
    last = Question("commissions", AUGUST, members=(MEMBERS[0],))
    question = shaped(said("compare it with 2025", "ask_comparison", period="2025"), TODAY, last)
    assert question.metric == "commissions"
    assert question.members == (MEMBERS[0],)
    assert days(question.period) == ("2026-08-01", "2026-08-31")
    assert days(question.other) == ("2025-08-01", "2025-08-31")


def test_29_february_is_compared_with_the_28th() -> None:
    """A leap day has a counterpart in a common year."""
    leap = Period(dt.date(2024, 2, 29), dt.date(2024, 2, 29), "day")
    year = Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31), "year")
    assert days(aligned(leap, year)) == ("2023-02-28", "2023-02-28")


def test_the_same_period_follows_the_last_report() -> None:
    """After a report on August, "mismo periodo del año pasado" is August of last year."""
    text = "y el mismo periodo del año pasado"
    found = periods(said(text, "refine", period="mismo periodo del año pasado"), TODAY, "past",
                    AUGUST)  # fmt: skip
    assert days(found[0]) == ("2025-08-01", "2025-08-31")


REFERENCES = ["RES-2026-1001", "res-2026-1001", "la reserva RES-2026-1001 por favor"]


@pytest.mark.parametrize("text", REFERENCES)
def test_a_reference_asks_for_one_booking(text: str) -> None:
    """Marked or not, in either case."""
    question = shaped(said(text, "ask_bookings"), TODAY, None)
    assert (question.kind, question.booking_ref) == ("booking", "RES-2026-1001")


def test_a_named_figure_goes_to_the_family_that_shows_it() -> None:
    """ "ticket promedio" stays with sales, "margen" goes to profitability, "conversión" alone."""

    def kind(metric: str, intent: str = "ask_sales") -> str:
        return shaped(said("dato de ayer", intent, metric=("dato", metric)), TODAY, None).kind

    assert kind("average_ticket") == "sales"
    assert kind("margin") == "profitability"
    assert kind("occupancy") == "occupancy"
    assert kind("conversion_rate", "ask_kpi") == "figure"
    assert kind("goal_progress") == "goal"
    assert kind("bookings_created") == "bookings"
    assert kind("goal_progress", "ask_ranking") == "goal"


@pytest.mark.parametrize(
    "text",
    ["ventas sin cancelaciones", "sales without cancellations", "ventas menos las canceladas"],
)
def test_without_cancellations_leaves_cancelled_bookings_out(text: str) -> None:
    """A status that is left out, not a figure that is asked for."""
    assert shaped(said(text), TODAY, None).excluded_statuses == ("cancelled",)


def test_what_is_owed_is_the_unpaid_commission() -> None:
    """ "cuánto debemos de comisiones" asks for the open ones."""
    question = shaped(said("cuánto debemos de comisiones", "ask_commissions"), TODAY, None)
    assert question.metric == "unpaid_commissions"


@pytest.mark.parametrize(
    ("text", "worst"),
    [("top 3 agentes", False), ("los 3 peores agentes", True), ("bottom 3 agents", True),
     ("quién vendió menos", True), ("quién vendió más", False), ("lowest selling tours", True)],
)  # fmt: skip
def test_a_ranking_knows_its_direction(text: str, worst: bool) -> None:
    """Best first, unless the words say otherwise."""
    assert shaped(said(text, "ask_ranking"), TODAY, None).worst is worst


NAMES = {
    "Cancún": 1, "cancun": 1, "la sucursal de Cancún": 1, "CANCÚN": 1, "cancin": 1, "cun": 1,
    "Merida": 3, "los cabos": 7, "Los Cabos": 7, "tulum": "Tulum", "tour tulum deluxe": 1,
    "chichen itza dlx": 2, "chichen": "Chichén Itzá", "Maria Lopez": 1, "lopez maria": 1,
    "jorge": 3, "Jorge Hernandes": 3, "equipo Cancún A": 1, "la web": "web", "página web": "web",
    "teléfono": "phone", "viajes maya": 1, "ana gomez": 9,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_finds_its_member(name: str) -> None:
    """Accents, case, order, small slips, short forms and the kind in front."""
    named = with_members(Question("sales"), said(f"ventas de {name}", member=name), MEMBERS)
    assert named.doubt is None
    assert [m.key for m in named.question.members] == [NAMES[name]]


def test_a_name_that_fits_several_is_asked_about() -> None:
    """Two Marías: the person picks."""
    named = with_members(Question("sales"), said("ventas de María", member="María"), MEMBERS)
    assert isinstance(named.doubt, AmbiguousMemberError)
    assert [m.name for m in named.doubt.values["options"]] == ["María López", "María Rivera"]
    assert named.doubt_excluded is False


def test_an_unknown_name_is_answered_with_the_nearest_two() -> None:
    """Never with a customer's name, and never with what was not asked."""
    with pytest.raises(UnknownMemberError) as error:
        with_members(Question("sales"), said("ventas de Narnia", member="Narnia"), MEMBERS)
    assert len(error.value.values["nearest"]) == 2
    assert "Ana Gómez Ruiz" not in error.value.values["nearest"]


def test_a_word_that_may_be_no_name_is_reported_and_not_refused() -> None:
    """What only stands where a name would is named as ignored when no member carries it."""
    message = said("ventas de narnia", member="narnia")
    message = replace(message, entities=(replace(message.entities[0], guess=True),))
    named = with_members(Question("sales"), message, MEMBERS)
    assert named.ignored == ("narnia",)
    assert named.question == Question("sales")


@pytest.mark.parametrize("text", ["ventas sin Tulum", "sales except Tulum", "todo menos Tulum"])
def test_a_name_after_without_is_left_out(text: str) -> None:
    """By the words before it, also when the model gave it no role."""
    question = with_members(Question("sales"), said(text, member="Tulum"), MEMBERS).question
    assert question.members == ()
    assert [m.name for m in question.excluded] == ["Tulum"]


LAST = Question("sales", AUGUST, dimension="agent", members=(MEMBERS[0],))


def test_a_follow_up_changes_just_its_part() -> None:
    """Another period keeps dimension and members; another dimension keeps the period."""
    other = refined(said("¿y julio?", "refine", period="julio"), LAST, TODAY)
    assert other is not None
    assert days(other.period)[0] == "2026-07-01"
    assert (other.dimension, other.members) == ("agent", LAST.members)
    by = refined(said("por destino", "refine", dimension=("destino", "destination")), LAST, TODAY)
    assert by is not None
    assert (by.dimension, by.period) == ("destination", AUGUST)


def test_only_replaces_members_of_its_dimension() -> None:
    """ "solo Mérida" takes Cancún's place; "sin Tulum" is added to it."""
    only = with_members(LAST, said("solo Mérida", "refine", member="Mérida"), MEMBERS).question
    without = with_members(LAST, said("sin Tulum", "refine", member="Tulum"), MEMBERS).question
    assert [m.name for m in only.members] == ["Mérida"]
    assert [m.name for m in without.members] == ["Cancún"]
    assert [m.name for m in without.excluded] == ["Tulum"]


@pytest.mark.parametrize("text", ["en total", "todas las sucursales", "all branches", "overall"])
def test_everything_drops_the_members(text: str) -> None:
    """The filters go, the period stays."""
    question = refined(said(text, "refine"), LAST, TODAY)
    assert question is not None
    assert (question.members, question.period) == ((), AUGUST)


def test_a_follow_up_that_changes_nothing_is_none() -> None:
    """Then the bot asks instead of repeating itself."""
    assert refined(said("mmm", "refine"), LAST, TODAY) is None


def test_a_question_that_continues_keeps_period_and_members() -> None:
    """ "¿y las comisiones?" is about the same August and the same branch."""
    question = carried_over(Question("commissions"), LAST)
    assert (question.period, question.members) == (AUGUST, LAST.members)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("¿y las comisiones?", True), ("and the commissions", True), ("what about bookings", True),
        ("ventas de hoy", False), ("no", False),
        ("yate de lujo", False), ("i want sales", False),
    ],
)  # fmt: skip
def test_a_continuation_is_heard(text: str, yes: bool) -> None:
    """It keeps the days and places of the question before."""
    assert continues(text) is yes


def test_a_mark_with_another_word_in_it_still_gives_its_period() -> None:
    """ "last week gross" is last week; what is left names no time."""
    question = shaped(said("sales last week gross", period="last week gross"), TODAY, None)
    assert days(question.period) == ("2026-09-07", "2026-09-13")


def test_a_month_that_was_taken_for_a_name_is_a_month() -> None:
    """ "March" is nobody, even when the model says so."""
    message = said("February versus March this year", "ask_comparison", member="March")
    assert with_members(Question("comparison"), message, MEMBERS).question.members == ()


def test_a_kind_in_front_of_a_name_holds() -> None:
    """ "el agente Ana Gómez" is not the customer of that name."""
    with pytest.raises(UnknownMemberError):
        with_members(
            Question("sales"), said("vendió el agente Ana Gómez", member="Ana Gómez"), MEMBERS
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ventas de agosto y julio", "comparison"), ("sales in August and July", "comparison"),
        ("ventas de este año mes por mes", "sales"), ("ventas de agosto", "sales"),
    ],
)  # fmt: skip
def test_two_periods_as_a_pair_stand_side_by_side(text: str, kind: str) -> None:
    """Answering only the first of the two would look like an answer."""
    assert shaped(said(text), TODAY, None).kind == kind


@pytest.mark.parametrize(
    ("text", "key", "excluded"),
    [
        ("ventas en la web en agosto", "web", False), ("online sales in August", "web", False),
        ("ventas de la página web", "web", False), ("sales through the website", "web", False),
        ("sales without the web", "web", True), ("ventas sin la web", "web", True),
        ("ventas por teléfono", "phone", False),
    ],
)  # fmt: skip
def test_a_sales_channel_is_never_dropped(text: str, key: str, excluded: bool) -> None:
    """Everyday words that no model marks surely are read from their closed list."""
    question = with_members(Question("sales"), said(text), MEMBERS).question
    found = question.excluded if excluded else question.members
    assert [m.key for m in found] == [key]


def test_a_masked_customer_can_be_named_as_the_bot_names_it() -> None:
    """ "Cliente 5790" is a customer and no year."""
    masked = Member("customer", 5790, "Cliente 5790")
    message = said("ventas de Cliente 5790 en agosto")
    assert with_members(Question("sales"), message, (*MEMBERS, masked)).question.members == (
        masked,
    )
    assert days(shaped(message, TODAY, None).period) == ("2026-08-01", "2026-08-31")


@pytest.mark.parametrize(
    ("text", "intent", "first"),
    [
        ("cuántos pasajeros viajaron en octubre", "ask_passengers", "2025-10-01"),
        ("bookings that departed in October", "ask_bookings", "2025-10-01"),
        ("cómo estuvo la ocupación en octubre", "ask_occupancy", "2025-10-01"),
        ("ocupación en octubre", "ask_occupancy", "2026-10-01"),
        ("pasajeros que viajan en octubre", "ask_passengers", "2026-10-01"),
    ],
)
def test_a_verb_in_the_past_turns_to_the_past(text: str, intent: str, first: str) -> None:
    """Those who travelled are not those who will."""
    assert days(shaped(said(text, intent), TODAY, None).period)[0] == first


def test_bookings_that_left_are_counted_by_travel_date() -> None:
    """ "reservas que salieron ayer" is about the trip, not about the day of booking."""
    assert shaped(said("reservas que salieron ayer", "ask_bookings"), TODAY, None).travelling
    assert not shaped(said("reservas de ayer", "ask_bookings"), TODAY, None).travelling


@pytest.mark.parametrize(
    ("text", "intent", "status", "words"),
    [
        ("reservas no confirmadas de agosto", "ask_bookings", "confirmed", "confirmadas"),
        ("bookings not cancelled in August", "ask_cancellations", "cancelled", "cancelled"),
        ("reservas que no están canceladas", "ask_cancellations", "cancelled", "canceladas"),
    ],
)
def test_a_denied_status_is_left_out(text: str, intent: str, status: str, words: str) -> None:
    """And what is not cancelled is a question about bookings."""
    question = shaped(said(text, intent, status=(words, status)), TODAY, None)
    assert (question.kind, question.statuses) == ("bookings", ())
    assert question.excluded_statuses == (status,)


@pytest.mark.parametrize(
    ("text", "unit", "first"),
    [
        ("ventas de este año por semana", "week", "2026-01-01"),
        ("ventas de este año mes por mes", "month", "2026-01-01"),
        ("sales this year by month", "month", "2026-01-01"), ("ventas por mes", "month", None),
    ],
)  # fmt: skip
def test_a_breakdown_by_time_is_no_period(text: str, unit: str, first: str | None) -> None:
    """ "por semana" breaks down; alone it takes a period that is worth breaking down."""
    question = defaulted(shaped(said(text), TODAY, None), TODAY)
    assert question.dimension == unit
    assert days(question.period)[0] == (first or "2026-01-01")


def test_the_week_before_is_the_one_before_the_first() -> None:
    """In a pair it is relative to the other period, not to today."""
    message = said("compare last week with the week before by branch", "ask_comparison",
                   period=["last week", "the week"])  # fmt: skip
    question = shaped(message, TODAY, None)
    assert days(question.period) == ("2026-09-07", "2026-09-13")
    assert days(question.other) == ("2026-08-31", "2026-09-06")


def test_a_period_is_not_compared_with_itself() -> None:
    """ "compáralo con agosto" after August means the month before it."""
    message = said("compáralo con agosto", "ask_comparison", period="agosto")
    assert shaped(message, TODAY, Question("sales", AUGUST)).other is None


def test_the_same_for_last_year_follows_the_last_report() -> None:
    """After August, "lo mismo del año pasado" is last year's August."""
    message = said("lo mismo del año pasado", "refine", period="año pasado")
    assert days(periods(message, TODAY, "past", AUGUST)[0]) == ("2025-08-01", "2025-08-31")


def test_a_ranking_looks_where_its_figure_looks() -> None:
    """ "top tours por ocupación" is about the days to come."""
    message = said("top tours por ocupación", "ask_ranking", metric=("ocupación", "occupancy"))
    assert days(defaulted(shaped(message, TODAY, None), TODAY).period)[0] == "2026-09-17"


def test_a_comparison_of_its_own_keeps_its_period_whatever_came_before() -> None:
    """ "Cancún vs Mérida en agosto" is about August, also after a report on August."""
    message = said("compara Cancún vs Mérida en agosto", "ask_comparison",
                   member=["Cancún", "Mérida"], period="agosto")  # fmt: skip
    assert shaped(message, TODAY, Question("sales", AUGUST)).period == AUGUST


@pytest.mark.parametrize("text", ["number of sales by channel", "cuántas ventas hicimos ayer"])
def test_how_many_sales_is_a_count(text: str) -> None:
    """Asked for a number of sales, money is no answer."""
    assert shaped(said(text), TODAY, None).metric == "sales_count"
