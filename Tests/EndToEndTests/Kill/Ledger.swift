// Ledger: what commands reported as done, and what killed ones may or may not have done.
//
// Every value that is written is a label of its own, so that each effect can be told from every
// other one and counted.

/// Whether an effect must be there or may be there.
enum Certainty {
    /// The command said so, or ended with 0.
    case done
    /// The command was killed before it said anything.
    case doubtful
}

struct Ledger {
    /// Something that one device wrote into one field, in the order of its writes.
    struct Write {
        let label: String
        let device: Int
        let certainty: Certainty
    }

    struct Person {
        let label: String
        /// Unknown when the creation is doubtful.
        let id: String?
        var emails: [Write] = []
        var addresses: [Write] = []
        var tags: [Write] = []
        /// Increments of the counter, that of the creation among them.
        var increments: [(amount: Int, certainty: Certainty)]
    }

    struct Note {
        let label: String
        let id: String?
        let person: String
        var deletions: [Certainty] = []
    }

    private(set) var persons: [Person] = []
    private(set) var notes: [Note] = []

    /// Indices of persons and notes that commands can name.
    var namedPersons: [Int] { persons.indices.filter { persons[$0].id != nil } }
    var namedNotes: [Int] {
        notes.indices.filter { notes[$0].id != nil && !notes[$0].deletions.contains(.done) }
    }

    /// Notes what a command did, or may have done.
    ///
    /// - Parameter id: what the command answered; `nil` when it was killed before.
    mutating func note(_ command: WriteCommand, by device: Int, id: String?) {
        let certainty: Certainty = id == nil ? .doubtful : .done
        switch command {
        case .createPerson(let label, let amount):
            persons.append(Person(label: label, id: id, increments: [(amount, certainty)]))
        case .createNote(let label, let person):
            notes.append(Note(label: label, id: id, person: person))
        case .setEmail(let index, _, let label):
            persons[index].emails.append(Write(label: label, device: device, certainty: certainty))
        case .setAddress(let index, _, let label):
            persons[index].addresses
                .append(Write(label: label, device: device, certainty: certainty))
        case .addTag(let index, _, let label):
            persons[index].tags.append(Write(label: label, device: device, certainty: certainty))
        case .increment(let index, _, let amount):
            persons[index].increments.append((amount, certainty))
        case .deleteNote(let index, _):
            notes[index].deletions.append(certainty)
        }
    }
}

extension [Ledger.Write] {
    /// Labels that must be there, and those that may.
    var certain: Set<String> { Set(filter { $0.certainty == .done }.map(\.label)) }
    var possible: Set<String> { Set(map(\.label)) }

    /// The labels that no later write of the same device has certainly replaced.
    var surviving: Set<String> {
        var result: Set<String> = []
        for device in Set(map(\.device)) {
            let own = filter { $0.device == device }
            let last = own.lastIndex { $0.certainty == .done } ?? 0
            result.formUnion(own[last...].map(\.label))
        }
        return result
    }
}

/// One command that writes, with what tells its effect from that of others.
enum WriteCommand {
    case createPerson(label: String, amount: Int)
    case createNote(label: String, person: String)
    case setEmail(Int, id: String, label: String)
    case setAddress(Int, id: String, label: String)
    case addTag(Int, id: String, label: String)
    case increment(Int, id: String, amount: Int)
    case deleteNote(Int, id: String)

    /// What is typed.
    var arguments: [String] {
        switch self {
        case .createPerson(let label, let amount):
            ["put", "person", "given_name=\(label)", "notes_count+=\(amount)"]
        case .createNote(let label, let person):
            ["put", "note", "person=\(person)", "text=\(label)"]
        case .setEmail(_, let id, let label): Self.edit(id, "email=\(label)@example.org")
        case .setAddress(_, let id, let label): Self.edit(id, "address=\(label)")
        case .addTag(_, let id, let label): Self.edit(id, "sought_occupations+=\(label)")
        case .increment(_, let id, let amount): Self.edit(id, "notes_count+=\(amount)")
        case .deleteNote(_, let id): ["delete", "note", id]
        }
    }

    /// A command draws what it does from chance, among what the ledger knows.
    static func drawn(
        _ chance: inout Chance, label: String, _ ledger: Ledger
    ) -> WriteCommand {
        let people = ledger.namedPersons
        guard !people.isEmpty, chance.next(below: 10) >= 2 else {
            return .createPerson(label: label, amount: 1 + chance.next(below: 9))
        }
        let index = people[chance.next(below: people.count)]
        let id = ledger.persons[index].id ?? ""
        switch chance.next(below: 6) {
        case 0: return .setEmail(index, id: id, label: label)
        case 1: return .setAddress(index, id: id, label: label)
        case 2: return .addTag(index, id: id, label: label)
        case 3: return .increment(index, id: id, amount: 1 + chance.next(below: 9))
        case 4:
            let notes = ledger.namedNotes
            guard !notes.isEmpty else { return .createNote(label: label, person: id) }
            let note = notes[chance.next(below: notes.count)]
            return .deleteNote(note, id: ledger.notes[note].id ?? "")
        default: return .createNote(label: label, person: id)
        }
    }

    private static func edit(_ id: String, _ change: String) -> [String] {
        ["put", "person", "--id", id, "--existing", change]
    }
}
