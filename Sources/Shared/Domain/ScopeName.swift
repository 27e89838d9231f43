// ScopeName: which audience a set of records has. Devices hold whole scopes, so a scope is also
// what a pull delivers and what a purge removes.

/// The name of a set of records with one audience.
package struct ScopeName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The text form: `territory`, or `organisation:` and an identity.
    package let description: String
    /// The organisation whose records these are; `nil` for those of the whole territory.
    package let organisation: RecordID?

    /// What everybody of the territory reads.
    package static let territory = ScopeName(description: "territory", organisation: nil)

    private static let prefix = "organisation:"

    private init(description: String, organisation: RecordID?) {
        self.description = description
        self.organisation = organisation
    }

    /// What only one organisation reads.
    package static func organisation(_ id: RecordID) -> ScopeName {
        ScopeName(description: prefix + id.description, organisation: id)
    }

    /// Reads the canonical text form; `nil` for anything else, capitals in the identity included,
    /// so that one scope never has two names.
    package init?(_ text: String) {
        if text == Self.territory.description {
            self = .territory
            return
        }
        guard text.hasPrefix(Self.prefix),
            let id = RecordID(String(text.dropFirst(Self.prefix.count)))
        else { return nil }
        self = .organisation(id)
        guard description == text else { return nil }
    }

    /// Order of the bytes of the text form.
    package static func < (left: ScopeName, right: ScopeName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
