// What is taken out of a device: noted durably before it goes, and told until it is confirmed.

import FoundationEssentials
import SQLite
import Shared
import Testing

@testable import ClientCore

struct ActTests {
    private func noted(_ connection: Connection) throws -> [String] {
        var rows: [String] = []
        try connection.rows("SELECT number, kind, name, count FROM relais_act ORDER BY number", [])
        {
            rows.append("\($0.int64(0)) \($0.string(1)) \($0.string(2)) x\($0.int64(3))")
        }
        return rows
    }

    @Test func whatIsNotedIsInTheFileWhenTheCallReturns() throws {
        let sample = try StoreSample()
        let book = try sample.book("Nord")
        try sample.store.noteAct(.export, of: "csv/book", count: 3)
        // Read by another connection, while the store is open and nothing was closed.
        #expect(try noted(sample.connection(.readOnly)) == ["1 export csv/book x3"])
        try sample.store.noteAct(.print, of: "book", book)
        try sample.reopen()
        let acts = try sample.store.syncRequest(maximumTransactions: 0).acts
        #expect(acts.map(\.number) == [1, 2])
        #expect(acts.map(\.id) == [nil, book])
        #expect(acts.map(\.kind) == ["export", "print"])
        #expect(acts[0].at >= 1_700_000_000_000 && acts[0].at < acts[1].at)
    }

    @Test func whatCannotBeNotedIsRefused() throws {
        let sample = try StoreSample()
        try sample.reopen(maximumPages: 1)
        var count = 0
        var failure: RelaisError?
        while failure == nil && count < 10_000 {
            do throws(RelaisError) {
                try sample.store.noteAct(.report, of: "activity")
                count += 1
            } catch {
                failure = error
            }
        }
        #expect(failure?.code == "disk_full")
        #expect(try noted(sample.connection(.readOnly)).count == count)
        // The number that was refused is the next one's.
        try sample.reopen()
        try sample.store.noteAct(.report, of: "activity")
        #expect(try noted(sample.connection(.readOnly)).last == "\(count + 1) report activity x1")
    }

    @Test func requestTellsNoMoreThanItMay() throws {
        let sample = try StoreSample()
        for _ in 0...WireLimits.acts { try sample.store.noteAct(.report, of: "activity") }
        let acts = try sample.store.syncRequest(maximumTransactions: 10).acts
        #expect(acts.map(\.number) == Array(1...UInt64(WireLimits.acts)))
    }

    @Test func newReplicaBeginsAtOneWithWhatIsNotConfirmed() throws {
        let sample = try StoreSample()
        for count in 1...5 { try sample.store.noteAct(.export, of: "csv", count: count) }
        try sample.store.withWriting { core in
            try core.forgetActs(through: 3)
            try core.renumberActs()
        }
        #expect(
            try noted(sample.connection(.readOnly)) == ["1 export csv x4", "2 export csv x5"])
        try sample.store.noteAct(.print, of: "day")
        #expect(try noted(sample.connection(.readOnly)).last == "3 print day x1")
        try sample.store.withWriting { core in
            try core.forgetActs(through: 3)
            try core.renumberActs()
        }
        try sample.store.noteAct(.print, of: "guide")
        #expect(try noted(sample.connection(.readOnly)) == ["1 print guide x1"])
    }
}
