// GuideSheet: the referent's guide (row 3): an extract of the directory, commune by commune, that
// says which edition it is. Two extracts of the same content have the same edition, wherever they
// are made.

/// An extract of the directory.
public struct GuideSheet: Sendable {
    /// A door with the commune under which it stands; empty for the whole territory.
    public struct Entry: Sendable {
        /// The commune's name.
        public let commune: String
        /// What kind of sheet it is, in words.
        public let kind: Phrase
        /// The door.
        public let door: Door
        /// What it does, in its own words.
        public let description: String?

        /// An entry from its parts.
        public init(commune: String, kind: Phrase, door: Door, description: String?) {
            self.commune = commune
            self.kind = kind
            self.door = door
            self.description = description
        }
    }

    /// The territory's name.
    public let territory: String
    /// What was chosen, in words; empty for everything.
    public let choice: String
    /// The day on which it was made.
    public let day: CalendarDate
    private let entries: [Entry]

    /// An extract; the entries' order does not matter.
    public init(territory: String, choice: String, day: CalendarDate, entries: [Entry]) {
        self.territory = territory
        self.choice = choice
        self.day = day
        self.entries = entries.sorted { left, right in
            let keys = (GuideSheet.key(left), GuideSheet.key(right))
            return keys.0 == keys.1
                ? left.door.title < right.door.title : keys.0.lexicographicallyPrecedes(keys.1)
        }
    }

    private static func key(_ entry: Entry) -> [String] {
        [
            FoldedWords.fold(entry.commune), FoldedWords.fold(entry.door.title),
            entry.kind.french, entry.door.address.joined(separator: "\n"),
        ]
    }

    /// What names this content: eight hexadecimal digits of its SHA-256.
    public var edition: String {
        let page = Sheet(
            title: territory, language: .french, blocks: body(.french), footer: choice)
        return Hex.encode(SHA256.hash(page.text.utf8).prefix(4))
    }

    /// The page.
    public func sheet(_ language: Language) -> Sheet {
        func say(_ fr: String, _ en: String) -> String { Phrase(fr: fr, en: en).text(language) }
        let count = entries.count
        let chosen = choice.isEmpty ? "" : " (\(choice))"
        let head = Sheet.Block.text(
            say(
                "\(count) fiche(s)\(chosen). Édition \(edition), faite le \(day.text(.french)).",
                "\(count) sheet(s)\(chosen). Edition \(edition), made on \(day.text(.english))."))
        return Sheet(
            title: say("Guide du référent — \(territory)", "Referent's guide — \(territory)"),
            language: language, blocks: [head] + body(language),
            footer: say(
                "Édition \(edition). Une erreur : `relais correct`, ou dites-le à la coordination.",
                "Edition \(edition). A mistake: `relais correct`, or tell the coordinator."))
    }

    private func body(_ language: Language) -> [Sheet.Block] {
        var blocks: [Sheet.Block] = []
        var commune: String?
        for entry in entries {
            if entry.commune != commune {
                commune = entry.commune
                let everywhere = Phrase(
                    fr: "Sans commune, ou tout le territoire",
                    en: "Without a commune, or the whole territory")
                blocks.append(
                    .heading(entry.commune.isEmpty ? everywhere.text(language) : entry.commune))
            }
            var facts = [Sheet.Fact(entry.kind.text(language), entry.door.title)]
            if let text = entry.description, !text.isEmpty {
                facts.append(
                    Sheet.Fact(
                        Phrase(fr: "ce qui s'y fait", en: "what it does").text(language), text))
            }
            facts += entry.door.facts(language)
            let never = Phrase(fr: "jamais", en: "never").text(language)
            facts.append(
                Sheet.Fact(
                    Phrase(fr: "vérifié", en: "checked").text(language),
                    entry.door.checked(language) ?? never))
            blocks.append(.facts(facts))
        }
        return blocks
    }
}
