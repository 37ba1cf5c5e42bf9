"""The demo company's people: one of each level under +1 202 555 01NN, and some abroad."""

from vocero.storage.demo.company import BRANCHES, PARTNERS, Company

Row = dict[str, object]


def people(company: Company) -> list[Row]:
    """Give the rows of the directory; numbers are in E.164, and those with 555 01 are fiction."""
    supervisor_team = 0
    agent = int((company.agent_team == supervisor_team).nonzero()[0][0])
    own = {"team_id": supervisor_team + 1, "branch_id": 1, "region_id": 1}
    rows: list[Row] = [
        _person(1, "Lucía Ferrer", language="es"),
        _person(2, "Roberto Salinas", language="es"),
        _person(3, "Patricia Canul", region_id=1),
        _person(4, "Gerardo Pech", branch_id=1, region_id=1),
        _person(5, "Adriana Balam", **own),
        _person(6, "Rosa Quintero"),
        _person(7, "Frank Miller", language="en"),
        _person(8, company.agents[agent], agent_id=agent + 1, **own),
        _person(9, PARTNERS[0], partner_id=1),
        _person(10, company.customers[0], customer_id=1),
    ]
    rows += [
        _abroad("+525555010101", 1, "Elisa Montes", "America/Mexico_City"),
        _abroad("+529985550102", 4, "Rubén Poot", "America/Cancun", branch_id=2, region_id=1),
        _abroad("+5491155550103", 3, "Martín Sosa", "America/Argentina/Buenos_Aires", region_id=2),
        _abroad("+5493515550104", 9, PARTNERS[7], "America/Argentina/Cordoba", partner_id=8),
        _abroad("+5511955550105", 7, "Beatriz Souza", "America/Sao_Paulo"),
        _abroad("+34600555106", 2, "Nuria Vidal", "Europe/Madrid"),
    ]
    return rows + _agents(company, skip=agent)


def _person(level: int, name: str, **more: object) -> Row:
    return {"phone": f"+120255501{level:02d}", "name": name, "level": level, **more}


def _abroad(phone: str, level: int, name: str, zone: str, **more: object) -> Row:
    return {"phone": phone, "name": name, "level": level, "time_zone": zone, **more}


def _agents(company: Company, skip: int) -> list[Row]:
    """Give every other agent an account too, as they are today."""
    return [
        {
            "phone": f"+5255550{20000 + agent:05d}", "name": name, "level": 8,
            "agent_id": agent + 1, "team_id": int(company.agent_team[agent]) + 1,
            "branch_id": (branch := int(company.team_branch[company.agent_team[agent]])) + 1,
            "region_id": BRANCHES[branch][1] + 1,
        }
        for agent, name in enumerate(company.agents)
        if agent != skip
    ]  # fmt: skip
