// The laws of `TerritoryStorage` about feeds that are passed on: rows are the feed, and its places
// are counted as they are read.

import Server
import Shared
import Testing

struct StorageFeedLawTests {
    @Test(arguments: StorageFactory.all)
    func rowsAndCountsAreThoseOfTheFeed(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let scopes = ["territory", "organisation:x"]
        for sequence in 1...40 as ClosedRange<UInt64> {
            // Some records come again, and some in the other scope.
            let number = 1 + sequence * 7 % 13
            try fixture.storage.write { writer in
                try writer.put(
                    Sample.record(
                        number, at: sequence, scope: scopes[Int(number % 2)]))
                try writer.append(Sample.entry(sequence))
            }
        }
        try fixture.storage.read { reader in
            for scope in scopes + ["portfolio:nobody"] {
                let all = try reader.feed(scope)
                #expect(try reader.feedEnd(scope: scope) == all.last?.sequence ?? 0)
                for after in 0...41 as ClosedRange<UInt64> {
                    var rows: [StoredRecord] = []
                    try reader.rows(scope: scope, after: after) { key, sequence, state in
                        rows.append(
                            StoredRecord(
                                key: key, scope: scope, entered: 0, sequence: sequence,
                                state: Array(try #require(state))))
                        return rows.count < 5
                    }
                    let expected = all.filter { $0.sequence > after }
                    #expect(rows.map(\.key) == expected.prefix(5).map(\.key))
                    #expect(rows.map(\.sequence) == expected.prefix(5).map(\.sequence))
                    #expect(rows.map(\.state) == expected.prefix(5).map(\.state))
                    for last in stride(from: after, through: 41, by: 5) {
                        let count = try reader.feedCount(scope: scope, after: after, through: last)
                        #expect(count == expected.filter { $0.sequence <= last }.count)
                    }
                }
            }
        }
    }
}
