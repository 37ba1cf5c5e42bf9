"""The demo company's structure: regions, branches, teams, agents, partners, customers, tours."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

REGIONS = ("Caribe", "Centro", "Pacífico")
BRANCHES = (  # name, region, share of sales, number of teams
    ("Cancún", 0, 0.24, 4), ("Playa del Carmen", 0, 0.17, 3), ("Mérida", 0, 0.10, 2),
    ("Ciudad de México", 1, 0.18, 4), ("Guadalajara", 1, 0.10, 2), ("Monterrey", 1, 0.07, 1),
    ("Los Cabos", 2, 0.08, 2), ("Puerto Vallarta", 2, 0.06, 2),
)  # fmt: skip
DESTINATIONS = (  # name, price of a day tour a head in MXN, popularity
    ("Chichén Itzá", 1450, 0.17), ("Tulum", 1250, 0.14), ("Isla Mujeres", 1350, 0.12),
    ("Holbox", 2100, 0.09), ("Bacalar", 2300, 0.07), ("Cobá", 1150, 0.08),
    ("Teotihuacán", 890, 0.10), ("San Miguel de Allende", 1900, 0.06), ("Tequila", 1050, 0.06),
    ("Puebla", 980, 0.04), ("Islas Marietas", 1650, 0.04), ("Balandra", 1550, 0.03),
)  # fmt: skip
STYLES = (("Express", 0.75), ("Clásico", 1.0), ("Familiar", 0.92), ("Aventura", 1.25),
          ("Deluxe", 1.9))  # fmt: skip
PARTNERS = (
    "Viajes Maya", "Caribe Mágico", "Rutas del Sol", "Mundo Nómada", "Sierra Azul Travel",
    "Costa Brava Tours", "Andes Viajes", "Pampa Travel", "Bogotá Destinos", "Iberia Escapes",
    "Sunshine Vacations", "Lone Star Travel", "Maple Journeys", "Quetzal Turismo", "Faro Viajes",
)  # fmt: skip
CHANNELS = ("web", "whatsapp", "branch", "phone", "partner")
AGENTS = 120
CUSTOMERS = 9000

_FIRST = (
    "María", "Jorge", "Ana", "Luis", "Carmen", "José", "Laura", "Carlos", "Sofía", "Miguel",
    "Daniela", "Pedro", "Valeria", "Andrés", "Lucía", "Fernando", "Gabriela", "Ricardo", "Elena",
    "Raúl", "Paola", "Iván", "Marta", "Diego", "Teresa", "Óscar", "Julia", "Hugo", "Irene", "Tomás",
)  # fmt: skip
_LAST = (
    "López", "Hernández", "García", "Martínez", "Pérez", "Sánchez", "Ramírez", "Torres", "Flores",
    "Rivera", "Gómez", "Díaz", "Cruz", "Morales", "Reyes", "Gutiérrez", "Ortiz", "Chávez", "Ruiz",
    "Castillo", "Jiménez", "Moreno", "Romero", "Álvarez", "Mendoza", "Núñez", "Vargas", "Ibáñez",
    "Peña", "Cabrera",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """Who and what there is; index i of an array is the member with id i + 1."""

    teams: tuple[str, ...]
    team_branch: Ints
    agents: tuple[str, ...]
    agent_team: Ints
    agent_team_before: Ints
    """The team until `MOVED_ON`; differs for the few agents who changed branch."""
    agent_weight: Floats
    partner_weight: Floats
    customers: tuple[str, ...]
    products: tuple[str, ...]
    product_destination: Ints
    product_price: Floats
    product_weight: Floats
    product_weekdays: npt.NDArray[np.bool_]
    """Products × 7: on which weekdays (Monday first) a tour departs."""

    @property
    def team_of_branch(self) -> dict[int, list[int]]:
        """The teams' indexes of each branch index."""
        found: dict[int, list[int]] = {}
        for team, branch in enumerate(self.team_branch):
            found.setdefault(int(branch), []).append(team)
        return found


MOVED_ON = np.datetime64("2025-07-01")
_MOVERS = range(5, AGENTS, 20)


def build(seed: int) -> Company:
    """Make the company of a seed."""
    rng = np.random.default_rng([seed, 1])
    teams: list[str] = []
    team_branch: list[int] = []
    for branch, (name, _region, _share, count) in enumerate(BRANCHES):
        teams += [f"Equipo {name} {letter}" for letter in "ABCD"[:count]]
        team_branch += [branch] * count
    agents = _agents()
    agent_team = np.array([i % len(teams) for i in range(AGENTS)], dtype=np.int64)
    before = agent_team.copy()
    for agent in _MOVERS:
        before[agent] = (agent_team[agent] + 7) % len(teams)
    products, destination, price = _products()
    return Company(
        teams=tuple(teams),
        team_branch=np.array(team_branch, dtype=np.int64),
        agents=agents,
        agent_team=agent_team,
        agent_team_before=before,
        agent_weight=rng.gamma(4.0, 1.0, AGENTS),
        partner_weight=rng.gamma(2.0, 1.0, len(PARTNERS)),
        customers=_customers(rng),
        products=products,
        product_destination=destination,
        product_price=price,
        product_weight=np.array(
            [DESTINATIONS[d][2] for d in destination], dtype=np.float64
        ) * rng.uniform(0.6, 1.4, len(products)),
        product_weekdays=_weekdays(rng, len(products)),
    )  # fmt: skip


def _agents() -> tuple[str, ...]:
    """Give 120 different names of two words, María López first."""
    return tuple(
        f"{_FIRST[i % len(_FIRST)]} {_LAST[(i * 7 + i // len(_FIRST) * 3) % len(_LAST)]}"
        for i in range(AGENTS)
    )


def _customers(rng: np.random.Generator) -> tuple[str, ...]:
    """Give 9,000 different names of three words, so that none equals an agent's."""
    count = len(_FIRST) * len(_LAST) * len(_LAST)
    picks = rng.choice(count, CUSTOMERS, replace=False)
    names = []
    for pick in picks:
        first, rest = divmod(int(pick), len(_LAST) ** 2)
        names.append(f"{_FIRST[first]} {_LAST[rest // len(_LAST)]} {_LAST[rest % len(_LAST)]}")
    return tuple(names)


def _products() -> tuple[tuple[str, ...], Ints, Floats]:
    names, destinations, prices = [], [], []
    for index, (destination, price, _share) in enumerate(DESTINATIONS):
        for style, factor in STYLES:
            names.append(f"{destination} {style}")
            destinations.append(index)
            prices.append(price * factor)
    return tuple(names), np.array(destinations, dtype=np.int64), np.array(prices, dtype=np.float64)


def _weekdays(rng: np.random.Generator, count: int) -> npt.NDArray[np.bool_]:
    """Let each tour depart on one to four days a week, Saturdays always."""
    days = rng.random((count, 7)) < rng.uniform(0.15, 0.55, (count, 1))
    days[:, 5] = True
    return days
