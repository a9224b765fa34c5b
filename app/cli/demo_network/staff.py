"""Who works in the demo network, and the logins that the start shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """`location` empty: works everywhere. A password makes it a login that is shown."""

    username: str
    name: str
    role: str
    location: str
    password: str = ""

    @property
    def email(self) -> str:
        return f"{self.username}@foyer.example"


STAFF = (
    Person("naledi", "Naledi Mokoena", "network_admin", "", "protea-harbour-1652"),
    Person("pieter", "Pieter van Wyk", "location_manager", "KLF", "signal-hill-noon-gun"),
    Person("zanele", "Zanele Dube", "front_desk", "KLF", "good-morning-kloof"),
    Person("fatima", "Fatima Davids", "finance", "", "every-cent-has-a-trace"),
    Person("joost", "Joost de Vries", "sales", "", "tour-at-ten-tomorrow"),
    Person("sibusiso", "Sibusiso Ndlovu", "location_manager", "RSB"),
    Person("marijke", "Marijke Bos", "location_manager", "AMS"),
    Person("amahle", "Amahle Zungu", "front_desk", "RSB"),
)
MEMBER_USERNAME, MEMBER_PASSWORD = "lerato", "window-seat-please"
MEMBER = Person(MEMBER_USERNAME, "Lerato Phiri", "member", "KLF", MEMBER_PASSWORD)
TITLES = {
    "network_admin": "Network admin",
    "location_manager": "Location manager",
    "front_desk": "Front desk",
    "finance": "Finance",
    "sales": "Sales",
    "member": "Member",
}
SHOWN = tuple(person for person in (*STAFF, MEMBER) if person.password)
LOGINS: tuple[tuple[str, str, str], ...] = tuple((TITLES[person.role], person.username, person.password) for person in SHOWN)
