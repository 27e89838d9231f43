// Workload: people that nobody is, and what is written of them, the same in every run.

import ClientCore
import Shared
import Synthetic

/// Draws people, referrals and updates with the entropy of real ones, from a seed.
struct Workload {
    private var dice: Dice

    init(seed: UInt64 = 20_260_101) { dice = Dice(seed: seed) }

    /// The JSON of a person, all fourteen fields.
    static let personBytes = 612

    private static let streets = [
        "rue", "avenue", "boulevard", "allée", "impasse", "place", "quai",
    ]
    private static let towns = [
        ("29019", "Brest"), ("29103", "Landerneau"), ("29075", "Guipavas"), ("29235", "Le Relecq"),
        ("62160", "Boulogne-sur-Mer"), ("62746", "Saint-Martin-Boulogne"), ("62643", "Outreau"),
    ]
    /// Without the one that stands alone.
    private static let audiences = CodeLists.audience.entries.map(\.code)
        .filter { $0 != "tout-public" }
    private static let needs = CodeLists.need.entries.map(\.code)
    private static let subjects = [
        "Elle", "Il", "La personne", "Sa conseillère", "Le tuteur", "L'employeur", "La famille",
    ]
    private static let verbs = [
        "cherche", "préfère", "attend", "a quitté", "reprend", "souhaite", "garde", "a refusé",
        "prépare", "termine",
    ]
    private static let objects = [
        "un temps partiel", "des horaires de journée", "une place en crèche", "le permis B",
        "un contrat saisonnier", "la formation d'aide-soignante", "un logement plus près",
        "un rendez-vous en mairie", "une remise à niveau en français", "un vélo d'occasion",
        "le bus de six heures", "une reconnaissance de handicap", "un stage en cuisine",
    ]
    private static let endings = [
        "avant l'été", "dès lundi", "depuis trois mois", "si les enfants sont gardés",
        "après la rentrée", "sans voiture", "pour l'instant", "avec un accompagnement",
    ]

    /// What somebody notes about a person: a whole sentence.
    private mutating func sentence() -> String {
        let parts = [
            dice.pick(Workload.subjects), dice.pick(Workload.verbs), dice.pick(Workload.objects),
            dice.pick(Workload.endings),
        ]
        return parts.joined(separator: " ") + ", le \(dice.number(28) + 1)/\(dice.number(12) + 1)."
    }

    /// A note of so many bytes, cut where it has to be.
    private mutating func note(bytes: Int) -> String {
        var note = sentence()
        while note.utf8.count < bytes { note += " " + sentence() }
        while note.utf8.count > bytes { note.unicodeScalars.removeLast() }
        return note + String(repeating: ".", count: bytes - note.utf8.count)
    }

    private mutating func day(_ year: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(dice.number(12) + 1))-\(two(dice.number(28) + 1))"
    }

    private mutating func address() -> String {
        "\(dice.number(180) + 1) \(dice.pick(Workload.streets)) "
            + "\(dice.pick(SyntheticNames.given)) \(SyntheticNames.family(&dice))"
    }

    private mutating func set(_ codes: [String], atMost count: Int) -> FieldEdit {
        .edit(add: Set(dice.some(codes, atMost: count) + [dice.pick(codes)]), remove: [])
    }

    /// The fields of one person: fourteen, and 612 bytes of JSON.
    mutating func person() -> [String: FieldEdit] {
        let (commune, name) = dice.pick(Workload.towns)
        let family = SyntheticNames.family(&dice)
        var fields: [String: FieldEdit] = [
            "given_name": .assign(.text(dice.pick(SyntheticNames.given))),
            "family_name": .assign(.text(family)),
            "birth_year": .assign(.integer(Int64(1950 + dice.number(57)))),
            "phone": .assign(.text(SyntheticNames.phone(&dice, isMobile: true))),
            "email": .assign(.text("p\(dice.number(1_000_000))@example.org")),
            "address": .assign(.text(address())), "postal_code": .assign(.text(commune)),
            "commune": .assign(.text(commune)), "commune_name": .assign(.text(name)),
            "languages": .edit(
                add: ["fr", dice.pick(["ar", "en", "pt", "uk", "tr"])], remove: []),
            "audiences": set(Workload.audiences, atMost: 2),
            "needs": set(Workload.needs, atMost: 1), "first_met_on": .assign(.text(day(2026))),
        ]
        let rest = Workload.jsonBytes(fields) + "\"availability_text\":\"\",".utf8.count
        let text = note(bytes: max(20, Workload.personBytes - rest))
        fields["availability_text"] = .assign(.text(text))
        return fields
    }

    /// The fields of one referral of a person: eight.
    mutating func referral(of person: RecordID) -> [String: FieldEdit] {
        [
            "person": .assign(.text(person.description)),
            "purposes": .edit(
                add: [dice.pick(["orientation", "candidature", "inscription"])], remove: []),
            "needs": set(Workload.needs, atMost: 1), "summary": .assign(.text(sentence())),
            "sent_by": .assign(.text("mediateur-\(dice.number(20))")),
            "sent_at": .assign(.text("\(day(2026))T09:\(10 + dice.number(50)):00Z")),
            "expires_on": .assign(.text(day(2027))), "state": .assign(.text("envoyee")),
        ]
    }

    /// One field of a person, as it is corrected or completed afterwards.
    mutating func update() -> [String: FieldEdit] {
        switch dice.number(5) {
        case 0: ["phone": .assign(.text(SyntheticNames.phone(&dice, isMobile: true)))]
        case 1: ["last_contact_on": .assign(.text(day(2026)))]
        case 2: ["address": .assign(.text(address()))]
        case 3: ["needs": set(Workload.needs, atMost: 0)]
        default: ["availability_text": .assign(.text(sentence()))]
        }
    }

    /// Another telephone number.
    mutating func phone() -> [String: FieldEdit] {
        ["phone": .assign(.text(SyntheticNames.phone(&dice, isMobile: true)))]
    }

    /// A number below a bound.
    mutating func number(_ bound: Int) -> Int { dice.number(bound) }
}

extension Workload {
    /// A new person, as a device writes one.
    mutating func newPerson(
        at made: UInt64, _ random: inout SeededGenerator
    ) -> (RecordID, Transaction) {
        let id = RecordID.make(milliseconds: made, random: &random)
        let transaction = Transaction(
            id: TransactionID(random.next()), stamp: Stamp(milliseconds: made),
            schema: JobSearch.schema.version, seen: nil,
            records: [
                RecordChange(
                    collection: "person", id: id, base: .none,
                    action: .write(Workload.edits(person(), of: "person")))
            ])
        return (id, transaction)
    }

    /// One field of a person, as a device changes it that has seen everything through a position.
    mutating func change(
        of id: RecordID, at now: UInt64, seen: Position, _ random: inout SeededGenerator
    ) -> Transaction {
        Transaction(
            id: TransactionID(random.next()), stamp: Stamp(milliseconds: now),
            schema: JobSearch.schema.version, seen: seen,
            records: [
                RecordChange(
                    collection: "person", id: id,
                    action: .write(Workload.edits(update(), of: "person")))
            ])
    }

    /// How long the fields are as an object of JSON.
    static func jsonBytes(_ fields: [String: FieldEdit]) -> Int {
        JSON.object(
            JSONObject(
                members: fields.map { name, edit in
                    let value: JSON =
                        switch edit {
                        case .assign(.text(let text)): .string(text)
                        case .assign(.integer(let number)): .integer(number)
                        case .edit(let add, _): .array(add.sorted().map(JSON.string))
                        default: .null
                        }
                    return JSONObject.Member(key: name, value: value)
                })
        ).bytes.count
    }

    /// The fields as a transaction carries them.
    static func edits(
        _ fields: [String: FieldEdit], of collection: String
    ) -> [RecordChange.Edit] {
        let declaration = JobSearch.schema.collection(collection)
        func sorted(_ elements: Set<String>) -> [String] {
            elements.sorted { $0.precedesInBytes($1) }
        }
        return fields.map { name, edit in
            let change: FieldChange =
                switch edit {
                case .assign(let value): .assign(value)
                case .edit(let add, let remove): .edit(add: sorted(add), remove: sorted(remove))
                case .increment(let amount): .increment(amount)
                case .clear: .assign(.null)
                }
            return RecordChange.Edit(
                field: declaration?.field(name)?.key ?? name, change: change)
        }.sorted { $0.field.precedesInBytes($1.field) }
    }
}
