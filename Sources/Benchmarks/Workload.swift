// Workload: people that nobody is, the same in every run.

import ClientCore
import Shared
import Synthetic

/// Generates people with the entropy of real ones, from a seed.
struct Workload {
    private var random = SeededGenerator(seed: 20_260_101)

    private static let family = [
        "Morel", "Le Gall", "Diallo", "Nguyen", "Dupont", "Benali", "Lefèvre", "Kerguélen",
    ]

    /// The fields of one person.
    mutating func person() -> [String: FieldEdit] {
        func pick(_ list: [String]) -> String { list[Int(random.next() % UInt64(list.count))] }
        let number = random.next() % 90 + 1
        let phone = (0..<4).map { _ in String(random.next() % 90 + 10) }.joined(separator: " ")
        return [
            "given_name": .assign(.text(pick(SyntheticNames.given))),
            "family_name": .assign(.text(pick(Workload.family))),
            "birth_year": .assign(.integer(Int64(1950 + random.next() % 55))),
            "phone": .assign(.text("06 " + phone)),
            "address": .assign(.text("\(number) \(pick(SyntheticNames.streets))")),
            "commune": .assign(.text("29019")),
            "email": .assign(.text("personne\(random.next() % 1_000_000)@example.org")),
            "audiences": .edit(add: ["jeunes", "habitants-qpv"], remove: []),
            "needs": .edit(add: ["mobilite"], remove: []),
            "first_met_on": .assign(.text("2026-0\(random.next() % 9 + 1)-15")),
        ]
    }
}
