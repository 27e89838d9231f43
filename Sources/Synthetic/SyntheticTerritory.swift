// SyntheticTerritory: a territory of the real size that is nowhere, the same for the same seed.
//
// Sizes are those of the documents that the product comes from: 38 communes, 240 organisations, 60
// services, 2,000 offers, 5,000 people. The shares of the people are Boulogne-Billancourt's of June
// 2015: young 8 %, seniors 27 %, executives 36 %, unemployed for long 40 %, as many women as men.

package import Shared

/// A territory from a seed.
package struct SyntheticTerritory: Sendable {
    /// How much of everything.
    package struct Size: Hashable, Sendable {
        package var communes = 38
        package var organisations = 240
        package var places = 120
        package var services = 60
        package var events = 90
        package var offers = 2_000
        package var people = 5_000

        package init() {}
    }

    /// The source under which its records are known.
    package static let source = "synthetic"

    /// The tables, in an order in which each refers to those before.
    package let tables: [SyntheticTable]

    /// A commune on no map.
    struct Commune {
        let code: String
        let name: String
        let latitude: Double
        let longitude: Double
        let qpv: String?
    }

    /// A territory.
    ///
    /// - Parameters:
    ///   - today: what offers and events are dated around.
    package init(seed: UInt64, today: CalendarDate, size: Size = Size()) {
        var dice = Dice(seed: seed)
        let communes = (0..<size.communes).map { Self.commune($0, &dice) }
        let maker = SyntheticDirectory(communes: communes, today: today, size: size)
        var tables = [
            maker.organisations(&dice), maker.places(&dice), maker.services(&dice),
            maker.events(&dice), maker.offers(&dice),
        ]
        tables.append(SyntheticPeople(communes: communes, today: today).table(size.people, &dice))
        self.tables = tables
    }

    /// Communes lie on rings around the first, as an agglomeration does. Codes begin with 99, which
    /// INSEE gives to no commune of France.
    private static func commune(_ index: Int, _ dice: inout Dice) -> Commune {
        let ring = index == 0 ? 0 : 1 + (index - 1) / 12
        let turns: [(Double, Double)] = [
            (1, 0), (0.87, 0.5), (0.5, 0.87), (0, 1), (-0.5, 0.87), (-0.87, 0.5), (-1, 0),
            (-0.87, -0.5), (-0.5, -0.87), (0, -1), (0.5, -0.87), (0.87, -0.5),
        ]
        let turn = turns[(index + ring) % 12]
        let jitter = (Double(dice.number(100)) - 50) / 2_500
        let number = String(index + 1)
        let code = "99" + String(repeating: "0", count: 3 - number.count) + number
        return Commune(
            code: code, name: SyntheticNames.town(&dice),
            latitude: rounded(46.4 + Double(ring) * 0.06 * turn.0 + jitter),
            longitude: rounded(0.4 + Double(ring) * 0.08 * turn.1 + jitter),
            // Seven priority neighbourhoods, in the largest communes.
            qpv: index < 7 ? "QN0990\(index + 1)N" : nil)
    }

    /// Five decimals: about a metre.
    static func rounded(_ degrees: Double) -> Double { (degrees * 100_000).rounded() / 100_000 }
}
