"""Marks of FreeRADIUS's tables: who may use the WiFi, and when, where and with which device they did."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

OWN = "radius.account_name(username) = ANY(:accounts)"
WHEN_AND_WHERE = (
    "acctsessionid acctuniqueid nasipaddress nasportid nasporttype acctstarttime acctupdatetime acctstoptime connectinfo_start connectinfo_stop"
    " calledstationid callingstationid framedipaddress framedipv6address framedipv6prefix framedinterfaceid delegatedipv6prefix class"
)

WIFI: dict[str, Marks] = {
    "radius.radcheck": marks("WiFi accounts", "id attribute op", of=OWN, fate=Fate.GOES, username=Kind.ACCOUNT, value=Kind.SECRET),
    "radius.radreply": marks("WiFi accounts: replies", "id attribute op value", of=OWN, fate=Fate.GOES, username=Kind.ACCOUNT),
    "radius.radusergroup": marks("WiFi accounts: groups", "id groupname priority", of=OWN, fate=Fate.GOES, username=Kind.ACCOUNT),
    "radius.radacct": marks(
        "WiFi sessions",
        "radacctid acctinterval acctsessiontime acctauthentic acctinputoctets acctoutputoctets acctterminatecause servicetype framedprotocol",
        of=OWN,
        fate=Fate.GOES,
        username=Kind.ACCOUNT,
        realm=Kind.ACCOUNT,
        **dict.fromkeys(WHEN_AND_WHERE.split(), Kind.TRACE),
    ),
    "radius.radpostauth": marks(
        "WiFi log-ins",
        "id reply",
        of=OWN,
        fate=Fate.GOES,
        username=Kind.ACCOUNT,
        calledstationid=Kind.TRACE,
        callingstationid=Kind.TRACE,
        authdate=Kind.TRACE,
        **{"pass": Kind.SECRET, "class": Kind.TRACE},
    ),
    "radius.usage": marks(
        "WiFi use by the quarter of an hour",
        "uploaded downloaded",
        of=OWN,
        fate=Fate.GOES,
        username=Kind.ACCOUNT,
        quarter=Kind.TRACE,
        nasipaddress=Kind.TRACE,
    ),
    "radius.radgroupcheck": marks("WiFi groups: checks", "id groupname attribute op value"),
    "radius.radgroupreply": marks("WiFi groups: replies", "id groupname attribute op value"),
    "radius.nas": marks("WiFi access points", "id nasname shortname type ports server community description", secret=Kind.SECRET),
    "radius.nasreload": marks("WiFi access points: restarts", "nasipaddress reloadtime"),
}
