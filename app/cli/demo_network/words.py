"""Names, streets and trades from which the demo network's people and companies are made."""

from __future__ import annotations


def listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


FIRST_ZA = listed(
    "Ayanda Bongani Candice Daniel Elsabe Farouk Gugu Hanlie Imraan Jabulani Karabo Lindiwe Mandla Nomsa Obakeng Palesa Quinton Refilwe Sipho Thandi "
    "Uyanda Vusi Willem Xolani Yolanda Zinhle Anke Brendan Chanelle Dumisani"
)
LAST_ZA = listed(
    "Adams Botha Cele Daniels Erasmus Fourie Govender Hendricks Isaacs Jacobs Khumalo Louw Mahlangu Naidoo October Pillay Roux Sithole Tshabalala "
    "Venter Williams Xaba Zulu Dlamini Maseko Nkosi Petersen Steyn Mokoena Smit"
)
FIRST_NL = listed("Anouk Bas Carlijn Daan Esmee Floris Gijs Hanneke Iris Jeroen Kim Lotte Maarten Noor Olivier Pien Ruben Sanne Thijs Vera")
LAST_NL = listed("Bakker Claassen Dekker Evers Faber Groot Hendriks Jansen Kuiper Meijer Postma Smits Timmermans Visser Willems Zwart")

# a company is one of the first with one of the second
MARKS_ZA = listed(
    "Protea Baobab Karoo Fynbos Indigo Springbok Disa Langeberg Cederberg Highveld Marula Kelp Umhlanga Overberg Harbour Saltwater Silvertree Ubuntu "
    "Drakensberg Agulhas Copper Granite Ember Lantern Compass Meridian Tidal Acacia Bluegum Sandstone"
)
MARKS_NL = listed("Gracht Polder Duin Zuider Tulp Waterland Amstel Noorder Grachtengordel Veerpont Kade Molen Zilver Havik Lente")
TRADES = listed(
    "Analytics Architects Attorneys Audio Bookkeeping Brands Capital Coffee Consulting Creative Data Design Digital Energy Engineering Films Foods Freight "
    "Games Health Insure Interiors Labs Learning Logistics Media Mobility Payments People Publishing Robotics Security Software Studio Supply Systems Travel Ventures"
)
STREETS = {
    "KLF": (
        "Kloof Street",
        "Long Street",
        "Bree Street",
        "Loop Street",
        "Orange Street",
        "Park Road",
        "Camp Street",
        "Buitengracht Street",
    ),
    "RSB": ("Bath Avenue", "Oxford Road", "Jellicoe Avenue", "Tyrwhitt Avenue", "Cradock Avenue", "Jan Smuts Avenue", "Keyes Avenue"),
    "AMS": ("Keizersgracht", "Herengracht", "Prinsengracht", "Singel", "Leidsestraat", "Utrechtsestraat", "Vijzelstraat"),
}
TOWNS = {"KLF": "Gardens\nCape Town\n8001", "RSB": "Rosebank\nJohannesburg\n2196", "AMS": "1016 {letters} Amsterdam\nNetherlands"}
EXTRAS = (
    ("Day pass for a guest", 250, 25),
    ("Boardroom, extra hour", 420, 45),
    ("Colour prints", 180, 18),
    ("Catering, breakfast platter", 650, 75),
    ("Locker, replacement key", 150, 20),
    ("Courier collection", 95, 15),
    ("Event set-up", 1200, 140),
    ("Access tag", 200, 22),
)
REASONS = (
    "Launch partner",
    "Signed for two years",
    "Charity rate",
    "Referred three teams",
    "Ground floor works in July",
    "Long-standing member",
)
