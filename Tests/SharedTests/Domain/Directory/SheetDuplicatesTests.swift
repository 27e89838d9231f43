// SheetDuplicatesTests: that two sheets of one door are found, the same whichever is named first,
// and that the index of keys finds every pair that comparing all with all would find.

import Shared
import Testing

@Suite("Duplicates of the directory")
struct SheetDuplicatesTests {
    private static func sheet(
        _ number: UInt64, _ name: String? = nil, siret: String? = nil, commune: String? = nil,
        phone: String? = nil, email: String? = nil, website: String? = nil, owner: UInt64? = nil
    ) -> SheetIdentity {
        SheetIdentity(
            id: RecordID(high: 7, low: number), name: name, siret: siret, commune: commune,
            phone: phone, email: email, website: website,
            owner: owner.map { RecordID(high: 8, low: $0) })
    }

    private static func isPair(_ left: SheetIdentity, _ right: SheetIdentity) -> Bool {
        !SheetDuplicates.pairs(among: [left, right]).isEmpty
    }

    /// The directory of a town, some doors in two sources with the slips that happen.
    private static func town(seed: UInt64, count: Int) -> [SheetIdentity] {
        var random = SeededGenerator(seed: seed)
        let names = [
            "Mission locale du pays de Brest", "Mission locale", "CCAS de Brest", "Brest CCAS",
            "Centre social de Kérédern", "Centre social Kérédern", "Cap emploi", "PLIE", "Ardeur",
        ]
        func some<T>(_ list: [T]) -> T? { list.randomElement(using: &random) }
        return (0..<count).map { number in
            var name = some(names)
            if var letters = name.map(Array.init), Int.random(in: 0..<3, using: &random) == 0 {
                letters.remove(at: Int.random(in: letters.indices, using: &random))
                name = String(letters).uppercased()
            }
            return sheet(
                UInt64(number), name,
                siret: some([nil, nil, "73282932000074", "13000548100010"]) ?? nil,
                commune: some([nil, "29019", "29019", "92012"]) ?? nil,
                phone: some([nil, nil, "02 98 00 00 01", "+33 2 98 00 00 01"]) ?? nil,
                email: some([nil, nil, "A@example.org", "a@example.org"]) ?? nil,
                website: some([nil, "https://www.a.org/x", "a.org"]) ?? nil,
                owner: some([nil, 1, 2]) ?? nil)
        }
    }

    @Test("the keys lose no pair, and neither the order nor who is named first is of account")
    func laws() {
        for seed in 0..<40 as Range<UInt64> {
            let sheets = Self.town(seed: seed, count: 40)
            var expected: Set<[RecordID]> = []
            for left in sheets {
                for right in sheets where left.id < right.id {
                    let likeness = SheetDuplicates.likeness(left, right)
                    #expect(likeness == SheetDuplicates.likeness(right, left))
                    #expect((0...100).contains(likeness.score))
                    if likeness.score >= SheetDuplicates.threshold {
                        expected.insert([left.id, right.id])
                    }
                }
            }
            let found = SheetDuplicates.pairs(among: sheets)
            #expect(Set(found.map { [$0.first, $0.second] }) == expected, "\(seed)")
            #expect(found == SheetDuplicates.pairs(among: sheets.reversed()))
            #expect(found.map(\.likeness.score) == found.map(\.likeness.score).sorted(by: >))
            #expect(found.allSatisfy { !$0.likeness.reasons.isEmpty })
        }
    }

    @Test("one door of two sources is found by its number, its name and place, or its contacts")
    func found() {
        let door = Self.sheet(
            1, "CCAS de Brest", siret: "73282932000074", commune: "29019", phone: "0298000001",
            email: "ccas@example.org")
        for other in [
            Self.sheet(2, "Brest — C.C.A.S.", siret: "73282932000074", phone: "0298000001"),
            Self.sheet(3, "ccas brest", commune: "29019"),
            Self.sheet(7, "C. C. A. S. de Brest", commune: "29019"),
            Self.sheet(4, "CCAS Brest", phone: "+33 2 98 00 00 01"),
            Self.sheet(5, "CCAS de Brezt", commune: "29019", email: "CCAS@example.org"),
            Self.sheet(6, "CCAS de Brest Métropole", commune: "29019", phone: "0298000001"),
        ] {
            #expect(Self.isPair(door, other), "\(SheetDuplicates.likeness(door, other))")
        }
    }

    @Test("doors that are alike are left alone: another town, another number, another owner")
    func leftAlone() {
        let door = Self.sheet(
            1, "CCAS", siret: "73282932000074", commune: "29019", phone: "0298000001", owner: 1)
        for other in [
            Self.sheet(2, "CCAS", commune: "92012"), Self.sheet(3, "CCAS"),
            Self.sheet(4, "CCAS", siret: "13000548100010", commune: "29019"),
            Self.sheet(5, "Mission locale", commune: "29019", phone: "0298000001"),
            Self.sheet(6, "CCAS", commune: "29019", owner: 2), Self.sheet(7, commune: "29019"),
        ] {
            #expect(!Self.isPair(door, other), "\(SheetDuplicates.likeness(door, other))")
        }
        #expect(!Self.isPair(door, door))
    }
}
