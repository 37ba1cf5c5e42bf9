"""Sentences and the periods in them: "words" in brackets are what must be found."""

WITH_PERIODS = """
cuánto vendimos [del 1 al 15 de marzo] en Cancún?
ventas de [hoy]
ventas [ayer]
VENTAS [AYER]
ventas [mes]
VENTAS [SEMANA]
kpi [mes]
sales [week]
ventas de [marzo] vs [abril]
compara [enero] con [febrero]
comparar [este mes] vs [mes pasado]
comisiones del [mes pasado]
comisiones de la [quincena pasada]
mis comisiones de [esta quincena]
cuánto llevamos [este mes]?
cuánto llevamos [en este momento]?
cuánto vendió María López [ayer]
reservas para [mañana]
reservas de [pasado mañana]
y [ayer]?
¿y la [semana pasada]?
y el [lunes]?
dame las sales de [hoy]
ventas por sucursal de la [semana pasada]
ventas por mes de [2025]
top 5 agentes de [agosto]
top 5 de [agosto]
los 3 mejores del [mes]
top 10 clientes del [año pasado]
qué sucursal vendió más [el 22]?
qué pasó [el 15]?
ventas del [día 5]
ventas del [15/03/2026]
ventas de [7/8/2026] por agente
reservas del [2026-08-07]
ventas [2025] vs [2024]
ventas en [2024]
kpi [q3]
kpi de [Q3 25]
ventas del [primer trimestre]
ventas del [1er trimestre de 2025]
margen del [2do trimestre] por región
pasajeros del [primer semestre de 2025]
cancelaciones en [semana santa]
ventas de [semana santa 2024] contra [semana santa 2025]
ocupación del [fin de semana]
cómo nos fue el [finde]?
y [este finde]?
ventas de [agosto pasado]
ventas de [abril del año pasado]
ventas [desde enero] por mes
ventas [desde el lunes]
ventas [desde el 1 de agosto] sin Tulum
pronóstico [hasta fin de mes]
cuánto vamos a vender [hasta fin de año]?
pronóstico de los [próximos 30 días]
ventas de los [últimos 7 días] en dólares
ventas de los [ultimos 3 meses] x sucursal
ventas de [hace 8 días]
cuánto vendimos [hace dos meses]
ventas [de mayo a junio]
ventas [de enero a marzo] por canal
ventas [entre el 3 y el 9 de mayo]
ventas [entre el lunes y el miércoles]
ventas [del 28 de dic al 3 de enero]
reservas [del 20 al 25 de septiembre]
ventas [del 1 al 5]
ventas de la [semana del 12 de agosto]
ventas de los [primeros 5 días de julio]
ventas de la [primera quincena de junio] vs la [segunda quincena de junio]
ventas del [mismo día del año pasado]
compáralo con el [mismo mes del año pasado]
ventas en [lo que va del año]
cuánto va en [lo que va del mes]?
ventas del [mes] en Playa del Mar
ventas de [hoy] en Viña del Mar
ventas l [semana psada] pls
ventas de [septimbre]
vntas [ayer] xfa
alerta si caen 20% respecto a [ayer]
ventas de Julio Pérez en [julio]
how did we do [yesterday]?
how much did we sell [last week]
sales for [last month] by branch
sales in [May]
sales in [march 2025] vs [march 2026]
sales [from March 1 to 15] in Cancun
sales [from March 1 to March 15] by branch
bookings for [tomorrow]
bookings [between June and August]
revenue [since June]
revenue [since January] by month
commissions for [this month so far]
who sold the most [this quarter]?
top ten agents of [last quarter]
compare [last week] with [this week]
compare [jan] and [feb]
compare [monday] and [tuesday]
how did we do [yesterday] vs [same day last year]
forecast for the [next 30 days]
forecast [until the end of the month]
occupancy [this weekend]
sales of the [week]
sales for the [quarter]
kpis [ytd]
how did we do [this time last year]?
kpi [MTD] vs [same month last year]
net sales [Q1 2025]
sales in the [first half of 2025]
profit for [H1]
passengers in [the second quarter]
cancellations on [March 15th]
bookings on [the 22nd]
sales over the [past 30 days]
sales for [the last 4 months]
sales [two weeks ago]
average ticket [last August]
sales [the week of Aug 12]
[first quarter] sales, not [2024]
show me ventas of [ayer] by branch
quiero las bookings de [next week]
ventas del [15 de marzo], por favor
ventas del [T1] contra el [T2]
"""

WITHOUT_PERIODS = """
ventas por mes
ventas por semana y por agente
sales by week
sales per month
mándame las ventas todos los lunes a las 8
cada lunes a las 8
cada 15 días
every monday at 8
every month
reporte diario
suscríbeme al reporte semanal
daily report at 7:30 am
a las 8 de la mañana
por la mañana
buenos días
buen día
good day
top 5
top 10 agentes
los 3 mejores agentes
los 5 mejores
the second one
la segunda
el primero
RES-2026-1001
ver reserva RES-2026-15
RES-2025-7
estado de la reserva res-2026-3
avísame si bajan de 50 mil
alerta si las ventas superan 10,000
alert me if sales drop 20%
más de 2025 reservas
vendimos 2025 boletos
entre 10 y 20 pasajeros
3-5 pax
quiero 2
5
30
may I see sales
may 5 people see this?
where may one park
Playa del Mar
hotel Viña del Mar
sol y mar
sucursal este
zona este
sin Tulum
excepto web
ventas de Julio Pérez
ventas de Marco
la mayor venta
ventas de Abril Gómez
hay ventas?
fin de mes
a fin de mes
mediados de mes
tours de 7 días
paquete de 3 días
a 10 days tour
24/7
el 5 por ciento
el 20%
50 mil pesos
cuánto es en dólares
ahora por sucursal
now by branch
y ahora en pdf
nos vemos mañana
hasta mañana
see you tomorrow
feliz navidad
half past six
mándalo en excel
¿por qué bajaron?
quién soy yo
help
ayuda
cuánto llevamos de la meta
de la parte de arriba
mejor agente
la diferencia entre las dos
dame más
T2
gracias!!
🙏🙏
"""
