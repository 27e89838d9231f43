// SyntheticPeople: people that nobody is, with the shares of a real territory.

import Shared

/// Makes the table of people.
struct SyntheticPeople {
    let communes: [SyntheticTerritory.Commune]
    let today: CalendarDate

    /// The table; `person` has no natural key, so its rows are for programs and for the import of a
    /// list of people.
    func table(_ count: Int, _ dice: inout Dice) -> SyntheticTable {
        var table = SyntheticTable(
            "person",
            [
                "given_name", "family_name", "birth_year", "phone", "commune", "commune_name",
                "qpv", "languages", "audiences", "needs", "sought_occupations", "first_met_on",
                "last_contact_on",
            ])
        for _ in 0..<count { table.add(person(&dice)) }
        return table
    }

    private func person(_ dice: inout Dice) -> [String: String] {
        let commune = communes[
            dice.happens(60) ? dice.number(min(7, communes.count)) : dice.number(communes.count)]
        // Of a hundred: 8 young, 27 seniors, 65 between.
        let drawn = dice.number(100)
        let age =
            drawn < 8
            ? 18 + dice.number(8) : drawn < 35 ? 51 + dice.number(13) : 26 + dice.number(25)
        var audiences = ["demandeurs-emploi"]
        if drawn < 8 { audiences.append("jeunes") }
        if (8..<35).contains(drawn) { audiences += ["plus-50-ans", "seniors"] }
        for (audience, share) in [
            ("cadres", 36), ("longue-duree", 40), ("femmes", 50), ("brsa", 12), ("handicap", 8),
            ("allophones", 9), ("parents-isoles", 7),
        ] where dice.happens(share) {
            audiences.append(audience)
        }
        let livesInQPV = commune.qpv != nil && dice.happens(60)
        if livesInQPV { audiences.append("habitants-qpv") }
        let met = dice.number(700)
        func day(_ distance: Int) -> String {
            CalendarDate(daysSince1970: today.daysSince1970 - distance).description
        }
        return [
            "given_name": dice.pick(SyntheticNames.given),
            "family_name": SyntheticNames.family(&dice), "birth_year": String(today.year - age),
            "phone": SyntheticNames.phone(&dice, isMobile: true), "commune": commune.code,
            "commune_name": commune.name, "qpv": livesInQPV ? commune.qpv ?? "" : "",
            "languages": dice.pick(["fr", "fr", "fr", "fr|ar", "fr|en", "ar", "uk", "fr|pt"]),
            "audiences": audiences.joined(separator: "|"),
            "needs": dice.some(CodeLists.need.entries.map(\.code), atMost: 3)
                .joined(separator: "|"),
            "sought_occupations": dice.pick(["", "K2204", "K1304", "vendeur", "cuisinier", "M1607"]
            ),
            "first_met_on": day(met), "last_contact_on": day(dice.number(met + 1)),
        ]
    }
}
