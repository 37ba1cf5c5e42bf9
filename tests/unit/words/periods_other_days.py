"""Expectations for other days than the usual one, derived by hand from the conventions."""

NEW_YEARS_DAY_2026 = """
ayer = 2025-12-31
esta semana = 2025-12-29..2026-01-01
la semana pasada = 2025-12-22..2025-12-28
este mes = 2026-01-01..2026-01-01
mes pasado = 2025-12-01..2025-12-31
la quincena pasada = 2025-12-16..2025-12-31
bimestre pasado = 2025-11-01..2025-12-31
last quarter = 2025-10-01..2025-12-31
semestre pasado = 2025-07-01..2025-12-31
YTD = 2026-01-01..2026-01-01
enero = 2026-01-01..2026-01-01
diciembre = 2025-12-01..2025-12-31
last January = 2025-01-01..2025-01-31
Q1 = 2026-01-01..2026-01-01
Q4 = 2025-10-01..2025-12-31
el 1 = 2026-01-01
el 2 = 2025-12-02
últimos 7 días = 2025-12-26..2026-01-01
last 3 months = 2025-10-02..2026-01-01
hace un mes = 2025-12-01..2025-12-31
navidad = 2025-12-25
año nuevo = 2026-01-01
semana santa = 2025-04-13..2025-04-20
del 28 al 3 = 2025-12-28..2026-01-03
del 28 de dic al 3 de enero = 2025-12-28..2026-01-03
mismo día del año pasado = 2025-01-01
mismo periodo del año pasado = 2025-01-01..2025-01-01
jueves = 2026-01-01
last Thursday = 2025-12-25
29 de febrero = 2024-02-29
hasta fin de mes = 2026-01-01..2026-01-31
"""

LEAP_DAY_2024 = """
hoy = 2024-02-29
este mes = 2024-02-01..2024-02-29
mes pasado = 2024-01-01..2024-01-31
29 de febrero = 2024-02-29
el 30 = 2024-01-30
el 31 = 2024-01-31
mismo día del año pasado = 2023-02-28
same day last year = 2023-02-28
mismo mes del año pasado = 2023-02-01..2023-02-28
mismo periodo del año pasado = 2023-01-01..2023-02-28
last 12 months = 2023-03-01..2024-02-29
last 1 month = 2024-01-30..2024-02-29
next 12 months = 2024-03-01..2025-02-28
hasta fin de mes = 2024-02-29..2024-02-29
segunda quincena = 2024-02-16..2024-02-29
esta quincena = 2024-02-16..2024-02-29
la quincena pasada = 2024-02-01..2024-02-15
bimestre = 2024-01-01..2024-02-29
febrero = 2024-02-01..2024-02-29
febrero 2023 = 2023-02-01..2023-02-28
last February = 2023-02-01..2023-02-28
jueves = 2024-02-29
jueves pasado = 2024-02-22
"""

SUNDAY = """
hoy = 2026-09-13
esta semana = 2026-09-07..2026-09-13
last week = 2026-08-31..2026-09-06
next week = 2026-09-14..2026-09-20
domingo = 2026-09-13
domingo pasado = 2026-09-06
próximo domingo = 2026-09-20
este lunes = 2026-09-07
este domingo = 2026-09-13
próximo lunes = 2026-09-14
finde = 2026-09-12..2026-09-13
este finde = 2026-09-12..2026-09-13
finde pasado = 2026-09-05..2026-09-06
last weekend = 2026-09-05..2026-09-06
próximo finde = 2026-09-19..2026-09-20
de lunes a viernes = 2026-09-07..2026-09-11
de viernes a lunes = 2026-09-11..2026-09-14
primera quincena de septiembre = 2026-09-01..2026-09-13
"""

SATURDAY = """
finde = 2026-09-12..2026-09-13
this weekend = 2026-09-12..2026-09-13
last weekend = 2026-09-05..2026-09-06
next weekend = 2026-09-19..2026-09-20
"""

LAST_OF_MARCH = """
este mes = 2026-03-01..2026-03-31
last month = 2026-02-01..2026-02-28
hace un mes = 2026-02-01..2026-02-28
last 1 month = 2026-03-01..2026-03-31
last 6 months = 2025-10-01..2026-03-31
next 3 months = 2026-04-01..2026-06-30
el 31 = 2026-03-31
el 30 = 2026-03-30
same day last month = 2026-02-28
marzo = 2026-03-01..2026-03-31
semana santa = 2026-03-29..2026-03-31
easter 2026 = 2026-03-29..2026-03-31
semana santa pasada = 2025-04-13..2025-04-20
Q1 = 2026-01-01..2026-03-31
hasta fin de mes = 2026-03-31..2026-03-31
"""

LEANING_TO_THE_FUTURE = """
agosto = 2027-08-01..2027-08-31
octubre = 2026-10-01..2026-10-31
septiembre = 2026-09-01..2026-09-16
lunes = 2026-09-21
miércoles = 2026-09-16
el viernes = 2026-09-18
el 22 = 2026-09-22
el 16 = 2026-09-16
el 15 = 2026-10-15
15 de marzo = 2027-03-15
30 de octubre = 2026-10-30
Q4 = 2026-10-01..2026-12-31
H1 = 2027-01-01..2027-06-30
semana santa = 2027-03-21..2027-03-28
christmas = 2026-12-25
finde = 2026-09-19..2026-09-20
29 de febrero = 2028-02-29
del 20 al 25 = 2026-09-20..2026-09-25
del 10 al 20 = 2026-09-10..2026-09-20
de octubre a diciembre = 2026-10-01..2026-12-31
de enero a marzo = 2027-01-01..2027-03-31
del 28 de dic al 3 de enero = 2026-12-28..2027-01-03
30 días = 2026-09-17..2026-10-16
2 semanas = 2026-09-17..2026-09-30
next two weeks = 2026-09-17..2026-09-30
fin de mes = 2026-09-16..2026-09-30
end of the year = 2026-09-16..2026-12-31
hasta fin de mes = 2026-09-16..2026-09-30
hasta diciembre = 2026-09-16..2026-12-31
hasta marzo = 2026-09-16..2027-03-31
enero de 2027 = 2027-01-01..2027-01-31
agosto 2025 = 2025-08-01..2025-08-31
este mes = 2026-09-01..2026-09-16
mes pasado = 2026-08-01..2026-08-31
last August = 2026-08-01..2026-08-31
últimos 7 días = 2026-09-10..2026-09-16
desde junio = 2026-06-01..2026-09-16
ayer = 2026-09-15
"""

NOT_PERIODS = """
ventas
los martes de febrero
martes de febrero
31 de febrero
30/2
29/2/2026
31/04/2026
13/2026
2026-13-01
cincuenta
32
99
0
1850
2150
2500
10,000
10.000
1.5
50 mil
1.5M
$2024
20%
8:00
8 am
17h
a las 8
RES-2026-1001
RES-2025-7
top 5
los 3 mejores
cada lunes
todos los días
los lunes
los lunes y martes
Mondays
every Monday
por mes
by week
per month
diario
mensual
mediados de marzo
finales de mes
principios de año
mid March
meses
semanas
días
últimos meses
últimos días
last days
last 0 days
últimos 0 días
hace 0 días
hace 99999999 días
últimos 99999 meses
puente
sin
sol
Playa del Mar
Cancún
Marco
mayor
Q5
H3
T7
quinto trimestre
tercera quincena de junio
semana 60
32 de marzo
marzo 40 de 2025
del 15 al 1 de marzo de marzo
del lunes al
de hoy a ayer
desde mañana
hasta ayer
entre marzo
el año de la pera
el segundo
the first
the previous one
uno
un
el
de la
?
...
-
'
🙏
😀😀
hola
sales
"""
