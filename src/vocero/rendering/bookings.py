"""Bookings as messages: how many, which, and one in full."""

from vocero.metrics.answer import Answer, BookingLine
from vocero.rendering import parts
from vocero.rendering.reader import Reader, shown
from vocero.rendering.sentences import say


def counted(reader: Reader, answer: Answer) -> list[str]:
    """Write how many bookings a period has, by status or another dimension, and list a few."""
    emoji, subject = parts.EMOJI["bookings"], say(reader.language, "subject", "bookings")
    if answer.empty:
        return [say(reader.language, "answer", "nothing", emoji=emoji, subject=subject),
                parts.when(reader, answer), *parts.fresh(reader, answer)]  # fmt: skip
    count, pax, amount = answer.figures
    lines = [
        say(reader.language, "answer", "title", emoji=emoji, subject=subject,
            value=parts.value(reader, count)),
        parts.when(reader, answer),
        *parts.compared(reader, answer),
    ]  # fmt: skip
    for figure in (pax, amount):
        lines.append(say(reader.language, "answer", "line", value=parts.value(reader, figure),
                         name=parts.capital(parts.name(reader, figure.key))))  # fmt: skip
    if answer.rows:
        what = say(reader.language, "dimension", answer.question.dimension or "status")
        lines.append(say(reader.language, "answer", "by", dimension=what))
        lines += parts.rows(reader, answer)
    lines += listed(reader, answer.bookings)
    left = int(count.value or 0) - len(answer.bookings)
    if answer.bookings and left > 0:
        lines.append(say(reader.language, "answer", "more", count=left))
    return lines + parts.fresh(reader, answer)


def listed(reader: Reader, lines: tuple[BookingLine, ...], offset: int = 0) -> list[str]:
    """Write one line a booking."""
    return [
        say(reader.language, "booking", "line", n=number, ref=shown(line.booking_ref),
            status=say(reader.language, "status_one", line.status), product=shown(line.product),
            travel=reader.day(line.travel_on), pax=line.pax, amount=reader.money(line.amount))
        for number, line in enumerate(lines, start=offset + 1)
    ]  # fmt: skip


def one(reader: Reader, answer: Answer) -> list[str]:
    """Write a booking in full, as its asker may see it."""
    if not answer.bookings:
        return [say(reader.language, "booking", "missing",
                    ref=shown(answer.question.booking_ref or ""))]  # fmt: skip
    booking = answer.bookings[0]
    language = reader.language
    original = ""
    if booking.currency != reader.currency:
        foreign = reader.money(booking.original_amount, booking.currency)
        original = say(language, "booking", "original", original=foreign)
    lines = [
        say(language, "booking", "title", ref=shown(booking.booking_ref),
            status=say(language, "status_one", booking.status)),
        say(language, "booking", "tour", product=shown(booking.product)),
        say(language, "booking", "travel", date=reader.day(booking.travel_on), pax=booking.pax),
        say(language, "booking", "amount", amount=reader.money(booking.amount)) + original,
    ]  # fmt: skip
    for key, text in (("customer", booking.customer), ("seller", booking.agent),
                      ("branch", booking.branch)):  # fmt: skip
        if text:
            field = {"customer": "customer", "seller": "agent", "branch": "branch"}[key]
            lines.append(say(language, "booking", key, **{field: shown(text)}))
    for key, day in (("created", booking.created_on), ("confirmed", booking.confirmed_on),
                     ("cancelled", booking.cancelled_on)):  # fmt: skip
        if day:
            lines.append(say(language, "booking", key, date=reader.day(day)))
    return lines + parts.fresh(reader, answer)
