-- The figures as the data contract defines them, in plain SQL over the reporting views. Nothing
-- here is taken from the product: an expected value is worked out a second time.
drop schema if exists truth cascade;
create schema truth;

create function truth.gross(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(amount), 0) from reporting.bookings
        where confirmed_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.refunded(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(amount), 0) from reporting.refunds
        where refunded_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.commission(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(amount), 0) from reporting.commissions
        where accrued_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.net(a date, b date, w text default 'true') returns numeric
language sql stable as $$
    select truth.gross(a, b, w) - truth.refunded(a, b, w) - truth.commission(a, b, w) $$;

create function truth.unpaid(b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(amount), 0) from reporting.commissions
        where accrued_on <= $1 and (paid_on is null or paid_on > $1) and (%s)', w)
    into v using b;
    return v; end $$;

create function truth.sold(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select count(*) from reporting.bookings
        where confirmed_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.ticket(a date, b date, w text default 'true') returns numeric
language sql stable as $$ select truth.gross(a, b, w) / nullif(truth.sold(a, b, w), 0) $$;

create function truth.pax(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(pax), 0) from reporting.bookings
        where confirmed_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.travelling(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(pax), 0) from reporting.bookings
        where travel_on between $1 and $2 and status <> ''cancelled'' and (%s)', w)
    into v using a, b;
    return v; end $$;

create function truth.created(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select count(*) from reporting.bookings
        where created_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.leaving(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select count(*) from reporting.bookings
        where travel_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.cancelled(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select count(*) from reporting.bookings
        where cancelled_on between $1 and $2 and confirmed_at is not null and (%s)', w)
    into v using a, b;
    return v; end $$;

create function truth.cancelled_share(a date, b date, w text default 'true') returns numeric
language sql stable as $$
    select truth.sold(a, b, format('(%s) and status = ''cancelled''', w))
         / nullif(truth.sold(a, b, w), 0) $$;

create function truth.absent(a date, b date, w text default 'true') returns numeric
language sql stable as $$
    select truth.leaving(a, b, format('(%s) and status = ''no_show''', w)) $$;

create function truth.cost(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select coalesce(sum(cost), 0) from reporting.bookings
        where confirmed_on between $1 and $2 and (%s)', w) into v using a, b;
    return v; end $$;

create function truth.margin(a date, b date, w text default 'true') returns numeric
language sql stable as $$ select truth.net(a, b, w) - truth.cost(a, b, w) $$;

create function truth.margin_share(a date, b date, w text default 'true') returns numeric
language sql stable as $$ select truth.margin(a, b, w) / nullif(truth.net(a, b, w), 0) $$;

create function truth.full_share(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select sum(pax_booked)::numeric / nullif(sum(capacity), 0)
        from reporting.departures where departs_on between $1 and $2 and (%s)', w)
    into v using a, b;
    return v; end $$;

create function truth.converted(a date, b date, w text default 'true') returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select count(booking_ref)::numeric / nullif(count(*), 0)
        from reporting.inquiries where created_on between $1 and $2 and (%s)', w)
    into v using a, b;
    return v; end $$;

-- The target of whole months; w chooses the grain (branch totals, a team, an agent).
create function truth.goal(a date, b date, w text) returns numeric
language plpgsql stable as $$ declare v numeric; begin
    execute format('select sum(amount) from reporting.targets
        where month between $1 and $2 and metric = ''gross_sales'' and (%s)', w)
    into v using a, b;
    return v; end $$;

create function truth.branch_totals() returns text
language sql immutable as $$ select 'team_id is null and agent_id is null'::text $$;

-- The size of a change; the arrow stands for its sign.
create function truth.change(now numeric, before numeric) returns numeric
language sql immutable as $$ select abs((now - before) / nullif(abs(before), 0)) $$;

-- The name in the nth place of a dimension by a figure, the best first (or the worst).
create function truth.place(
    dimension text, figure text, a date, b date, n int, worst boolean default false,
    w text default 'true') returns text
language plpgsql stable as $$ declare v text; begin
    execute format('select name from (
            select min(%1$I) as name, truth.%2$I($1, $2, format(''(%%s) and %3$I = %%L'', $3, %3$I))
                as value
              from reporting.bookings where %3$I is not null and confirmed_on between $1 and $2
                   and (%4$s) group by %3$I) x
         order by value %5$s, name offset $4 - 1 limit 1',
        dimension, figure,
        case when dimension in ('destination', 'channel') then dimension else dimension || '_id' end,
        w, case when worst then 'asc' else 'desc' end)
    into v using a, b, w, n;
    return v; end $$;

-- The place of one member among all of a dimension that have any entry, by net sales.
create function truth.place_of(dimension text, id bigint, a date, b date, w text default 'true')
returns bigint language plpgsql stable as $$ declare v bigint; begin
    execute format('with entries as (
            select %1$I as id, amount from reporting.bookings
             where confirmed_on between $1 and $2 and (%2$s)
            union all select %1$I, -amount from reporting.refunds
             where refunded_on between $1 and $2 and (%2$s)
            union all select %1$I, -amount from reporting.commissions
             where accrued_on between $1 and $2 and (%2$s)),
          totals as (select id, sum(amount) as net from entries where id is not null group by id)
          select 1 + count(*) filter (where t.net > m.net) from totals t, totals m where m.id = $3',
        dimension || '_id', w) into v using a, b, id;
    return v; end $$;
