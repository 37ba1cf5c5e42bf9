"""Messages as people type them on a phone, by their language."""

SPANISH_MESSAGES = """
cuánto vendimos ayer en Cancún
cuanto vendimos hoy en total
cuato vendimos ayer en cancun
kuanto bendimos el mes pasado
q vendimos hoy en tulum
dame las sales de hoy
dame los bookings de next week
quiero el forecast de next month
pásame el dashboard por favor
mandame el reporte en pdf
mándalo en excel porfa
ventas de marzo vs abril
ventas por sucursal esta semana
ventas netas de la quincena pasada
VENTAS DE LA SEMANA PASADA
cuales son mis comisiones pendientes
cuánto me deben de comisiones
reservas confirmadas para mañana
reservas canceladas de esta semana
hay alguna reserva para pasado mañana
cómo va la meta del trimestre
cuánto llevamos de la meta
cuanto falta pa la meta
cómo cerramos el año pasado
qué sucursal vendió más en agosto
quién es el mejor vendedor del mes
top 5 agentes del mes pasado
los 3 mejores destinos del año
quien vendio mas esta qna
por qué bajaron las ventas
xq cayeron las reservas de tulum
a qué se debe la caída de ayer
hay algo raro en los números
todo bien con las cifras de hoy
cuántos pasajeros viajan mañana
cuantos pax tenemos el sabado
cuál es el margen del mes
qué utilidad dejó Chichén Itzá Deluxe
cómo está la ocupación del finde
cuántos lugares quedan para el sábado
cuánto vamos a vender el próximo mes
pronóstico de los próximos 30 días
con cuánto cerramos el mes
avísame si las ventas bajan de 50 mil
avisame cuando haya cancelaciones
quita la alerta de ventas
silencia las alertas hasta mañana
qué alertas tengo activas
suscríbeme al reporte diario
quiero recibir el reporte cada lunes a las 8
cancela mi suscripción semanal
cambia mi reporte a las 9
ya no quiero el reporte diario
qué significa venta neta
cómo se calcula la ocupación
explícame el ticket promedio
y la semana pasada?
y por sucursal en dólares
solo Cancún sin Tulum
ahora en euros por favor
compáralo con el año pasado
lo mismo pero de agosto
quién soy y qué puedo ver
cuál es mi nivel de permisos
quiero hablar con una persona
comuníqueme con alguien de soporte
ese número está mal
el dato de ayer no cuadra
háblame en inglés por favor
responde en español de ahora en adelante
buenos días cómo estás
muchas gracias por la ayuda
hola vocero me ayudas
eres un bot o una persona
olvídalo ya no importa
no me mandes gráficas
no molestar de 10 pm a 7 am
pon mi zona horaria en Tijuana
eso era normal por el concierto
oye y las de ayer
dime las ventas netas de hoy
enséñame las reservas del 15
muéstrame el top 10 de clientes
necesito el excel de comisiones
me das las ventas de la semana
podrías enviarme el kpi del mes
está funcionando el sistema
cómo andamos de reservas
che cuánto vendimos ayer
decime cuánto facturamos este mes
cuánta guita entró esta semana
parce cuánto se vendió ayer
cuéntame cómo vamos este mes
vale pues dame las de septiembre
cuánto hemos facturado este trimestre
dame las bookings canceled de hoy
quiero ver mis sales del month
me mandas el weekly report porfa
cuánto hicimos de revenue ayer
ventas del 1 al 15 de marzo
comisiones de María López en agosto
reservas RES-2026-1001 y RES-2026-1002 por favor
sin contar las canceladas de hoy
cuantas cancelaciones uvo ayer
la segunda de la lista
más detalle de la tercera
dame todo menos Cancún
activa las alertas de nuevo
baja el umbral a 40 mil
"""

ENGLISH_MESSAGES = """
how much did we sell yesterday
how mch did we sell yesterday
how are we doing today
hw r we doing this week
what were sales last month
whats our revenue this quarter
show me ventas by branch
give me the ventas for today
send me the reporte in pdf
can i get the sales for cancun
can you send me las ventas please
sales by branch this week
net sales for last month
NET SALES FOR LAST MONTH
what are my pending commissions
how much do you owe me in commissions
confirmed bookings for tomorrow
cancelled bookings this week
do we have bookings for saturday
how is the goal going this month
how far are we from the target
how did we close last year
which branch sold the most in august
who is the best seller this month
top 5 agents of last month
the 3 best destinations this year
why did sales go down
why are bookings dropping in tulum
what happened with sales yesterday
is there anything weird in the numbers
anything unusual in the data today
how many passengers travel tomorrow
how many pax on saturday
what is the margin this month
what profit did Chichén Itzá Deluxe leave
how is occupancy this weekend
how many seats are left for saturday
how much will we sell next month
forecast for the next 30 days
where will we end the month
alert me if sales drop below 50k
let me know when there are cancellations
remove the sales alert
mute the alerts until tomorrow
which alerts do i have
subscribe me to the daily report
i want the report every monday at 8
cancel my weekly subscription
move my report to 9 am
i dont want the daily report anymore
what does net sales mean
how is occupancy calculated
explain the average ticket to me
and what about last week
and by branch in dollars
only Cancún without Tulum
now in euros please
compare it with last year
same thing but for august
who am i and what can i see
what is my permission level
i want to talk to a person
put me through to someone in support
that number is wrong
yesterday's figure doesn't add up
speak english to me please
reply in english from now on
good morning how are you
thank you so much for the help
hi vocero can you help me
are you a bot or a person
never mind forget about it
don't send me any charts
do not disturb from 10 pm to 7 am
set my time zone to Tijuana
that was expected because of the concert
hey and yesterday's numbers
tell me the net sales for today
show me the bookings for the 15th
show the top 10 customers
i need the commissions in excel
could you send me the month's kpis
is the system working right now
how are bookings looking
mate how much did we sell yesterday
revenue so far this month please
how much money came in this week
gimme the numbers for september
what have we invoiced this quarter
give me the reservas for hoy
i want to see my ventas this month
send the reporte semanal to me please
how much commission did we make in agosto
sales from march 1 to 15
commissions for María López in august
bookings RES-2026-1001 and RES-2026-1002 please
not counting the cancelled ones
how many cancelations were there yesterday
the second one on the list
more detail on the third one
give me everything except Cancún
turn the alerts back on
lower the threshold to 40k
sales in Playa del Carmen today
bookings for Los Cabos this week
how did San Miguel de Allende do last month
profit by destination for La Paz
"""

NEUTRAL_MESSAGES = """
KPI
kpi
DASHBOARD
MENU
TOP
top 5
TOP 10
PDF
excel
csv
Cancún
Cancun
Tulum
María López
Chichén Itzá Deluxe
RES-2026-1
RES-2026-1001
Q3 2025
Q3
20%
50k
$10,000
2026-09-16
7/8/2026
12345
ok
OK
😀
👍🙏
?
...
USD
EUR
pax
WhatsApp
"""

SPANISH_COMMANDS = """
AYUDA
REPORTE
VENTAS
COMISIONES
RESERVAS
PREDICCION
COMPARAR
RENTABILIDAD
PASAJEROS
CANCELACIONES
OCUPACION
META
ANOMALIAS
POR QUE
EXPORTAR
ALERTA
ALERTAS
SUSCRIBIR
SUSCRIPCIONES
CANCELAR
ESTADO
PERFIL
IDIOMA
AGENTE
BAJA
ALTA
ventas hoy
gracias
hola
"""

ENGLISH_COMMANDS = """
HELP
REPORT
SALES
COMMISSIONS
BOOKINGS
FORECAST
COMPARE
PROFIT
PASSENGERS
CANCELLATIONS
OCCUPANCY
GOAL
ANOMALIES
WHY
EXPORT
ALERT
ALERTS
SUBSCRIBE
SUBSCRIPTIONS
UNSUBSCRIBE
STATUS
PROFILE
LANGUAGE
AGENT
sales today
thanks
hello
"""
