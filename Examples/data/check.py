#!/usr/bin/env python3
"""Checks the example data of this folder: form, codes, references and counts.

Run it from anywhere: `python3 Examples/data/check.py`. It prints one line a file and one line a
fault, and exits with 1 when there is a fault. It needs nothing but the standard library.
"""

import csv
import io
import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent

AUDIENCES = set(
    "jeunes jeunes-sans-emploi-formation plus-50-ans seniors handicap allophones parents-isoles "
    "longue-duree brsa habitants-qpv refugies-bpi plie iae cadres createurs salaries-precaires "
    "retraites-en-recherche demandeurs-emploi femmes tpe entreprises tout-public".split()
)
NEEDS = set(
    "mobilite garde information-claire confiance budget logement acces-droits langue numerique "
    "formation orientation-pro competences candidature creation decouverte-metier "
    "rencontre-employeur immersion sante handicap egalite utilite-sociale".split()
)
ACTION_KINDS = set(
    "atelier cafe-rencontre cafe-contact-emploi matinale forum micro-forum job-dating "
    "visite-entreprise parrainage mrs pmsmp clause-insertion prepa-apprentissage "
    "creation-activite permanence reunion-reseau conseil-rh formation accompagnement "
    "aide-materielle aide-financiere information".split()
)
ORGANISATION_KINDS = set(
    "aci agglomeration association association-intermediaire cfa club-entreprises "
    "conseil-departemental conseil-regional etablissement-public federation metropole "
    "mission-locale prefecture territoire-de-projet".split()
)
PLACE_KINDS = {"agence", "centre-social", "commune", "mediatheque"}

# What a cell may hold, by column; `kind` depends on the collection.
CODES = {
    "audiences": AUDIENCES,
    "themes": NEEDS,
    "modes": {"individuel", "collectif"},
    "fee": {"gratuit", "payant"},
    "stance": {"intermediation", "mediation"},
    "duration": {"ponctuelle", "courte", "longue"},
    "purposes": set(
        "rencontre projet-professionnel connaissance-metiers appui-recrutement conseil-rh".split()
    ),
    "where_held": {"dans-entreprise", "hors-entreprise"},
}
KINDS = {
    "organisation": ORGANISATION_KINDS,
    "service": ACTION_KINDS,
    "event": ACTION_KINDS,
    "roadmap_action": ACTION_KINDS,
    "place": PLACE_KINDS,
}
SETS = {"audiences", "themes", "modes", "purposes", "holders", "partners", "inferred"}
REFERENCES = {
    "organisation": "organisation",
    "holders": "organisation",
    "partners": "organisation",
    "place": "place",
    "service": "service",
}
PATTERNS = {
    "source": r"[a-z0-9]+(-[a-z0-9]+)*",
    "source_id": r"[a-z0-9]+(-[a-z0-9]+)*",
    "commune": r"\w{5}",
    "postal_code": r"[0-9]{5}",
    "website": r"https?://[^\s|]+",
    "companies_count": r"[0-9]+",
    "participants_count": r"[0-9]+",
}
DATES = {"checked_at", "starts_on"}
# Nothing states these outright in the sources: a value here is always derived.
ALWAYS_INFERRED = {"themes", "commune"}
COUNTS = {"boulogne/organisation.csv": 12, "brest/service.csv": 28}
BAD_LINES = 10
# Fifteen digits as a French social security number spaces them, a phone number, an address.
PRIVATE = re.compile(
    r"\b[12][ .]?\d{2}[ .]?\d{2}[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}([ .]?\d{2})?\b"
    r"|\b0[1-9]([ .]?\d{2}){4}\b|\S+@\S+\.\w+"
)

faults = []


def fault(where, text):
    faults.append(f"{where}: {text}")


def read(path):
    """The rows of a file with their line numbers, after checking its bytes and its shape."""
    name = path.relative_to(ROOT).as_posix()
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault(name, f"not UTF-8: {error}")
        return []
    if data.startswith(b"\xef\xbb\xbf"):
        fault(name, "starts with a byte order mark")
    if "\r" in text or not text.endswith("\n"):
        fault(name, "lines do not end with a single LF")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        header, *lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        fault(name, f"line {reader.line_num}: {error}")
        return []
    columns = header[1]
    if len(set(columns)) != len(columns):
        fault(name, "a column occurs twice")
    rows = []
    for number, cells in lines:
        if len(cells) != len(columns):
            fault(f"{name}:{number}", f"{len(cells)} cells for {len(columns)} columns")
        else:
            rows.append((f"{name}:{number}", dict(zip(columns, cells))))
    print(f"{name}: {len(rows)} rows, {len(columns)} columns")
    return rows


def members(column, cell):
    """The members of a cell; a column that holds no set has one."""
    if not cell:
        return []
    return cell.split("|") if column in SETS else [cell]


def check_cell(where, collection, column, cell):
    if cell != cell.strip():
        fault(where, f"{column} begins or ends with a space")
    if cell[:1] in ("=", "+", "-", "@"):
        fault(where, f"{column} could be read as a formula")
    if PRIVATE.search(cell):
        fault(where, f"{column} holds what looks like a private number or address")
    values = members(column, cell)
    if len(set(values)) != len(values):
        fault(where, f"{column} repeats a member")
    allowed = KINDS.get(collection) if column == "kind" else CODES.get(column)
    for value in values:
        if allowed is not None and value not in allowed:
            fault(where, f"{column} has the unknown code {value!r}")
        if column in PATTERNS and not re.fullmatch(PATTERNS[column], value):
            fault(where, f"{column} is malformed: {value!r}")
        if column in DATES:
            try:
                date.fromisoformat(value)
            except ValueError:
                fault(where, f"{column} is no date: {value!r}")


def check_row(where, collection, row):
    for column, cell in row.items():
        check_cell(where, collection, column, cell)
    for column in ("source", "source_id", "name"):
        if not row.get(column):
            fault(where, f"{column} is empty")
    inferred = set(members("inferred", row.get("inferred", "")))
    for column in sorted(inferred):
        if not row.get(column):
            fault(where, f"inferred names {column!r}, which is empty or no column")
    for column in sorted(ALWAYS_INFERRED - inferred):
        if row.get(column):
            fault(where, f"{column} is derived but not marked as inferred")
    if collection == "service" and not row["organisation"]:
        if row.get("holder_text") != "Tout acteur":
            fault(where, "no organisation, and the holder is not everybody")
    if row.get("holders") and members("holders", row["holders"])[0] != row["organisation"]:
        fault(where, "organisation is not the first holder")


def check_references(tables):
    keys = {}
    for collection, rows in tables.items():
        seen = keys.setdefault(collection, {})
        for where, row in rows:
            key = f"{row.get('source')}/{row.get('source_id')}"
            if key in seen:
                fault(where, f"{key} is also in {seen[key]}")
            seen[key] = where
    communes = {
        row["commune"]: row["name"]
        for _, row in tables.get("place", [])
        if row.get("kind") == "commune"
    }
    for collection, rows in tables.items():
        for where, row in rows:
            for column, target in REFERENCES.items():
                for key in members(column, row.get(column, "")):
                    if key not in keys.get(target, {}):
                        fault(where, f"{column} refers to {key}, which no {target} has")
            code = row.get("commune")
            if code and communes.get(code) != row.get("commune_name"):
                fault(where, f"commune {code} is not {row.get('commune_name')!r}")


def check_bad():
    """The bad files must stay bad in the way the import test relies on."""
    latin = (ROOT / "bad/latin1.csv").read_bytes()
    try:
        latin.decode("utf-8")
        fault("bad/latin1.csv", "is UTF-8 by now")
    except UnicodeDecodeError:
        if "é" not in latin.decode("iso-8859-1"):
            fault("bad/latin1.csv", "has lost its accents")
    text = (ROOT / "bad/organisation.csv").read_text(encoding="utf-8")
    if len(text.splitlines()) != BAD_LINES + 1:
        fault("bad/organisation.csv", f"has not {BAD_LINES} lines and a header")
    try:
        list(csv.reader(io.StringIO(text), delimiter=";", strict=True))
        fault("bad/organisation.csv", "its last quote is closed by now")
    except csv.Error:
        pass


def main():
    tables = {}
    for path in sorted(ROOT.rglob("*.csv")):
        if path.parent.name == "bad":
            continue
        name = path.relative_to(ROOT).as_posix()
        rows = read(path)
        tables.setdefault(path.stem, []).extend(rows)
        for where, row in rows:
            check_row(where, path.stem, row)
        if name in COUNTS and len(rows) != COUNTS[name]:
            fault(name, f"{len(rows)} rows instead of {COUNTS[name]}")
    for name in COUNTS:
        if not (ROOT / name).exists():
            fault(name, "is missing")
    check_references(tables)
    check_bad()
    for line in faults:
        print(f"FAULT {line}")
    print(f"{sum(map(len, tables.values()))} rows, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
