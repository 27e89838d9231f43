// Abilities: what the sender of a request reads beside what every program does.
//
// A server gives nobody what they have not said that they read; it passes over what it does not
// know of itself.

/// What a request's sender reads beyond the forms that every program reads.
package struct Abilities: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Whole records in the canonical bytes of their state, in an answer in the binary form.
    package static let rows = Abilities(rawValue: 1)

    /// An answer that goes on with the tables of its request.
    package static let tables = Abilities(rawValue: 2)

    /// An answer that does not say again what the device's own transactions make of its records.
    package static let echoes = Abilities(rawValue: 4)

    /// What this program reads.
    package static let own: Abilities = [.rows, .tables, .echoes]
}
