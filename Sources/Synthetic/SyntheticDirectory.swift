// SyntheticDirectory: organisations, places, services, events and offers of a synthetic territory.

import Shared

/// Makes the directory's tables.
struct SyntheticDirectory {
    let communes: [SyntheticTerritory.Commune]
    let today: CalendarDate
    let size: SyntheticTerritory.Size

    private static let common = ["source", "source_id", "name"]
    private static let seat = [
        "address", "postal_code", "commune", "commune_name", "latitude", "longitude",
    ]
    private static let checked = ["checked_at", "checked_by"]
    private static let hours = [
        "", "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Mo,We,Fr 09:00-12:30; PH off",
        "Tu-Sa 10:00-18:00; Aug off", "Mo-Fr 08:30-17:30", "sur rendez-vous",
        "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00; PH off",
    ]
    /// The publics of services, most of them for everybody.
    private static let audiences = [
        "", "tout-public", "demandeurs-emploi", "jeunes", "plus-50-ans|seniors", "brsa",
        "habitants-qpv", "handicap", "femmes", "cadres", "longue-duree", "allophones",
        "refugies-bpi", "parents-isoles", "createurs",
    ]
    private static let needs = CodeLists.need.entries.map(\.code)
    /// What the trades of a territory offer: persons, offices, shops first, as the documents say.
    private static let occupations = [
        ("K1304", "Aide à domicile"), ("K1303", "Garde d'enfants"), ("K2204", "Agent d'entretien"),
        ("M1607", "Assistant de gestion"), ("D1106", "Vendeur en alimentation"),
        ("D1507", "Employé de rayon"), ("G1602", "Cuisinier de collectivité"),
        ("G1803", "Serveur en salle"), ("N1103", "Préparateur de commandes"),
        ("N4105", "Livreur"), ("F1703", "Maçon"), ("J1501", "Aide-soignant"),
        ("M1805", "Développeur"), ("A1203", "Jardinier"), ("K2503", "Agent de sécurité"),
    ]

    private func key(_ kind: String, _ index: Int) -> [String: String] {
        ["source": SyntheticTerritory.source, "source_id": "\(kind)-\(index + 1)"]
    }

    private func reference(_ kind: String, _ count: Int, _ dice: inout Dice) -> String {
        count == 0 ? "" : "\(SyntheticTerritory.source)/\(kind)-\(dice.number(count) + 1)"
    }

    private func day(_ distance: Int) -> String {
        CalendarDate(daysSince1970: today.daysSince1970 + distance).description
    }

    /// An address in a commune: half of them in the first six, as people live.
    private func seat(_ dice: inout Dice) -> [String: String] {
        let commune =
            dice.happens(50)
            ? communes[dice.number(min(6, communes.count))] : dice.pick(communes)
        func near(_ degrees: Double) -> String {
            SyntheticTerritory.rounded(degrees + (Double(dice.number(400)) - 200) / 10_000)
                .description
        }
        return [
            "address": "\(dice.number(120) + 1) \(dice.pick(SyntheticNames.streets))",
            "postal_code": commune.code, "commune": commune.code, "commune_name": commune.name,
            "latitude": near(commune.latitude), "longitude": near(commune.longitude),
            "qpv": dice.happens(20) ? commune.qpv ?? "" : "",
        ]
    }

    private func checked(_ dice: inout Dice) -> [String: String] {
        dice.happens(80)
            ? ["checked_at": day(-dice.number(900)), "checked_by": "Coordination"] : [:]
    }

    private func row(_ parts: [String: String]...) -> [String: String] {
        parts.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    func organisations(_ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "organisation",
            Self.common + ["kind"] + Self.seat
                + ["phone", "email", "opening_hours", "audiences", "themes", "covered_communes"]
                + Self.checked)
        let kinds = [
            "association", "association", "association", "commune", "centre-social", "ccas",
            "organisme-formation", "aci", "ei", "mission-locale",
        ]
        for index in 0..<size.organisations {
            let kind = dice.pick(kinds)
            let covered = dice.happens(15) ? dice.some(communes.map(\.code), atMost: 6) : []
            table.add(
                row(
                    key("organisation", index), seat(&dice), checked(&dice),
                    [
                        "name":
                            "\(CodeLists.organisationKind.label(kind, .french).capitalisedFirst)"
                            + " \(SyntheticNames.town(&dice))",
                        "kind": kind, "phone": SyntheticNames.phone(&dice, isMobile: false),
                        "email": "accueil\(index + 1)@example.org",
                        "opening_hours": dice.pick(Self.hours),
                        "audiences": dice.pick(Self.audiences),
                        "themes": dice.some(Self.needs, atMost: 4).joined(separator: "|"),
                        "covered_communes": covered.joined(separator: "|"),
                    ]))
        }
        return table
    }

    func places(_ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "place",
            Self.common + ["kind", "organisation"] + Self.seat
                + ["qpv", "opening_hours", "accessibility", "fee"] + Self.checked)
        for (index, commune) in communes.enumerated() {
            table.add(
                row(
                    key("commune", index),
                    [
                        "name": commune.name, "kind": "commune", "commune": commune.code,
                        "commune_name": commune.name, "latitude": commune.latitude.description,
                        "longitude": commune.longitude.description,
                    ]))
        }
        let kinds = [
            "centre-social", "mediatheque", "point-numerique", "coworking", "mairie",
            "maison-france-services", "permanence",
        ]
        for index in 0..<size.places {
            let kind = dice.pick(kinds)
            table.add(
                row(
                    key("place", index), seat(&dice), checked(&dice),
                    [
                        "name": "\(CodeLists.placeKind.label(kind, .french).capitalisedFirst) "
                            + SyntheticNames.town(&dice),
                        "kind": kind,
                        "organisation": reference("organisation", size.organisations, &dice),
                        "opening_hours": dice.pick(Self.hours),
                        "accessibility": dice.pick([
                            "", "Bus 3, arrêt Marché ; de plain-pied", "Tram A, arrêt Liberté",
                        ]),
                        "fee": dice.pick(["", "gratuit", "gratuit", "payant"]),
                    ]))
        }
        return table
    }

    func services(_ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "service",
            Self.common + [
                "kind", "organisation", "place", "audiences", "themes", "languages", "fee",
                "entry_conditions", "description", "state",
            ] + Self.checked)
        let kinds = CodeLists.actionKind.entries.map(\.code)
        for index in 0..<size.services {
            let kind = dice.pick(kinds)
            let hasPlace = dice.happens(50)
            table.add(
                row(
                    key("service", index), checked(&dice),
                    [
                        "name": "\(CodeLists.actionKind.label(kind, .french).capitalisedFirst) "
                            + SyntheticNames.town(&dice),
                        "kind": kind,
                        "organisation": reference("organisation", size.organisations, &dice),
                        "place": hasPlace ? reference("place", size.places, &dice) : "",
                        "audiences": dice.pick(Self.audiences),
                        "themes": dice.some(Self.needs, atMost: 4).joined(separator: "|"),
                        "languages": dice.pick(["", "", "fr", "fr|en", "fr|ar", "uk|fr"]),
                        "fee": dice.pick(["", "gratuit", "gratuit", "sous-condition", "payant"]),
                        "entry_conditions": dice.pick([
                            "", "", "Être inscrit à France Travail.", "Sur rendez-vous.",
                        ]),
                        // Without the dice, so that everything else stays what its seed gives.
                        "description": index % 5 == 4
                            ? "" : "Un conseiller reçoit, écoute et oriente.",
                        "state": dice.happens(95) ? "publie" : "brouillon",
                    ]))
        }
        return table
    }

    func events(_ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "event",
            Self.common + [
                "kind", "organisation", "place", "starts_at", "ends_at", "audiences", "themes",
                "capacity", "state",
            ] + Self.checked)
        let kinds = [
            "cafe-rencontre", "job-dating", "matinale", "forum", "atelier", "visite-entreprise",
        ]
        for index in 0..<size.events {
            let kind = dice.pick(kinds)
            let date = day(dice.number(150) - 60)
            table.add(
                row(
                    key("event", index), checked(&dice),
                    [
                        "name": "\(CodeLists.actionKind.label(kind, .french).capitalisedFirst) "
                            + SyntheticNames.town(&dice),
                        "kind": kind,
                        "organisation": reference("organisation", size.organisations, &dice),
                        "place": reference("place", size.places, &dice),
                        "starts_at": "\(date)T08:00:00Z", "ends_at": "\(date)T11:00:00Z",
                        "audiences": dice.pick(Self.audiences),
                        "themes": dice.some(Self.needs, atMost: 2).joined(separator: "|"),
                        "capacity": String(10 + dice.number(80)),
                        "state": dice.happens(95) ? "confirme" : "annule",
                    ]))
        }
        return table
    }

    func offers(_ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "offer",
            Self.common + ["employer_name", "rome", "rome_label", "contract_type"] + Self.seat
                + ["accessible_to_disabled", "positions", "published_at", "expires_on", "state"])
        for index in 0..<size.offers {
            let (rome, label) = dice.pick(Self.occupations)
            let age = dice.number(60)
            table.add(
                row(
                    key("offer", index), seat(&dice),
                    [
                        "name": "\(label) (H/F)", "rome": rome, "rome_label": label,
                        "employer_name": "Entreprise \(SyntheticNames.town(&dice))",
                        "contract_type": dice.pick(["CDI", "CDI", "CDD", "CDD", "MIS", "DDI"]),
                        "accessible_to_disabled": dice.happens(20) ? "oui" : "",
                        "positions": String(1 + dice.number(4)),
                        "published_at": "\(day(-age))T09:00:00Z",
                        "expires_on": dice.happens(80) ? day(45 - age) : "",
                        "state": dice.happens(92) ? "ouverte" : "pourvue",
                    ]))
        }
        return table
    }
}

extension String {
    /// With a capital at the beginning.
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
