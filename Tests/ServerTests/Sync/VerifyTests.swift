// Verification finds and mends whatever was damaged by hand, on the device or on the server.

import SQLite
import Server
import Shared
import Testing

@testable import ClientCore

struct VerifyTests {
    /// What is done to badr's copy of a plot, and how many records verification then names.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        var values: [Value] = []
        var named = 1
    }

    static let damages = [
        Damage(testDescription: "column", sql: "UPDATE plot SET name = 'Forged' WHERE id = ?1"),
        Damage(
            testDescription: "column of another type",
            sql: "UPDATE plot SET visits = 'many', tags = '[', neighbour = x'00' WHERE id = ?1"),
        Damage(testDescription: "flags", sql: "UPDATE plot SET _flags = 1 WHERE id = ?1"),
        Damage(
            testDescription: "state of another record",
            sql: """
                UPDATE plot SET _state = (SELECT _state FROM plot WHERE id <> ?1 LIMIT 1)
                WHERE id = ?1
                """),
        Damage(
            testDescription: "state that is none",
            sql: "UPDATE plot SET _state = x'FFFFFFFF' WHERE id = ?1"),
        Damage(testDescription: "empty state", sql: "UPDATE plot SET _state = x'' WHERE id = ?1"),
        Damage(testDescription: "no state", sql: "UPDATE plot SET _state = NULL WHERE id = ?1"),
        Damage(testDescription: "no scope", sql: "UPDATE plot SET _scope = NULL WHERE id = ?1"),
        Damage(testDescription: "row", sql: "DELETE FROM plot WHERE id = ?1"),
        Damage(testDescription: "all rows", sql: "DELETE FROM plot WHERE ?1 = ?1", named: 3),
        Damage(
            testDescription: "row of nobody",
            sql: """
                INSERT INTO plot (id, _scope, _state)
                SELECT x'00112233445566778899AABBCCDDEEFF', _scope, _state FROM plot WHERE id = ?1
                """),
    ]

    @Test(arguments: damages)
    func damageOnTheDeviceIsNamedOnceAndMended(_ damage: Damage) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        let connection = try Connection(
            path: badr.folder + "/relais.sqlite", mode: .readWrite)
        try connection.run(damage.sql, [.blob(ids[1].bytes)])
        let report = try await badr.engine.verify()
        #expect(report.differences.count == damage.named)
        #expect(Set(report.differences.map(\.id)).count == damage.named)
        #expect(report.repaired == damage.named)
        try await world.checkSame(anna, badr)
        #expect(try badr.store.search(SearchRequest(text: "p1")).map(\.id) == [ids[1]])
        #expect(try badr.store.search(SearchRequest(text: "forged")).isEmpty)
    }

    @Test(arguments: damages)
    func damageUnderAPendingWriteLosesNothingOfTheWrite(_ damage: Damage) async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try badr.store.write {
            $0.edit("plot", ids[1], ["visits": .increment(2), "soil": .assign(.text("argile"))])
        }
        let connection = try Connection(
            path: badr.folder + "/relais.sqlite", mode: .readWrite)
        try connection.run(damage.sql, [.blob(ids[1].bytes)])
        // Whether the synchronisation or the comparison after it mends it does not matter.
        _ = try await badr.engine.verify()
        try await anna.sync()
        try await world.checkSame(anna, badr)
        let plot = try #require(try badr.store.record(Plot.self, ids[1]))
        #expect(plot.visits == 3 && plot.soil == "argile" && plot.name == "p1")
    }

    /// All scopes are asked at once, and only what differs is asked further.
    @Test func equalStoresTakeOneRoundTripAndOneDifferenceFour() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try anna.store.write { transaction in
            for index in 0..<300 {
                transaction.create("plot", ["name": .assign(.text("q\(index)"))])
            }
        }
        try await anna.sync()
        try await badr.sync()
        #expect(try badr.store.scopes().count > 1)
        let before = badr.line.requestCount
        let report = try await badr.engine.verify()
        #expect(report.differences.isEmpty && report.records > 300)
        #expect(report.scopes == (try badr.store.scopes().count))
        #expect(badr.line.requestCount == before + 1)

        let connection = try Connection(
            path: badr.folder + "/relais.sqlite", mode: .readWrite)
        try connection.run("DELETE FROM plot WHERE id = ?", [.blob(ids[1].bytes)])
        let repaired = try await badr.engine.verify()
        #expect(repaired.differences.map(\.id) == [ids[1]] && repaired.repaired == 1)
        // The sums of all scopes, those of the buckets, the records of one, the one that differs.
        #expect(badr.line.requestCount == before + 5)
        // What waits, or has come meanwhile, is synchronised first.
        try anna.set(ids[0], "soil", "argile")
        try await anna.sync()
        try badr.set(ids[2], "soil", "sable")
        #expect(try await badr.engine.verify().differences.isEmpty)
        #expect(try badr.store.status().pending == 0)
        #expect(try badr.text(ids[0], "soil") == "argile")
    }

    /// Who holds no scope has not shown that they hold what the server does.
    @Test func storeThatHoldsNothingIsBroughtUpToDateFirst() async throws {
        let world = try World()
        let (anna, _, _) = try await world.sharedPlots()
        let carla = try await world.device()
        let report = try await carla.engine.verify()
        #expect(report.records == 4 && report.scopes > 1 && report.differences.isEmpty)
        let replica = try #require(try anna.store.enrolment()).replica
        _ = try world.administration.revoke(replica)
        await #expect(throws: RelaisError.self) { try await anna.engine.verify() }
        await #expect(throws: RelaisError.self) { try await anna.engine.verify() }
        #expect(try anna.store.scopes().isEmpty)
    }

    /// A server that does not read the question for the other scopes is asked for each.
    @Test func olderServerIsAskedForEachScope() async throws {
        let world = try World()
        let (_, badr, _) = try await world.sharedPlots()
        let line = OlderLine(badr.line)
        let engine = SyncEngine(store: badr.store, transport: line)
        let scopes = try badr.store.scopes().count
        let before = badr.line.requestCount
        #expect(try await engine.verify().scopes == scopes)
        #expect(badr.line.requestCount == before + scopes)
    }

    /// Takes the other scopes out of a question, as a server that passes over them.
    private struct OlderLine: Transport {
        let line: any Transport

        init(_ line: any Transport) { self.line = line }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            var request = request
            let codec = BinaryCodec()
            if var question = try? codec.verifyRequest(request.body) {
                question.others = []
                request.body = codec.encode(question)
            }
            return try await line.send(request)
        }
    }

    @Test func wordsThatTheIndexLostOrInventedAreMended() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        let connection = try Connection(
            path: badr.folder + "/relais.sqlite", mode: .readWrite)
        try connection.execute(
            """
            INSERT INTO relais_search (relais_search) VALUES ('delete-all');
            DELETE FROM relais_text WHERE document % 2 = 0;
            UPDATE relais_text SET title = 'forged', body = 'p1';
            INSERT INTO relais_search (relais_search) VALUES ('rebuild');
            """)
        _ = try await badr.engine.verify()
        try await world.checkSame(anna, badr)
        #expect(try badr.store.search(SearchRequest(text: "p1")).map(\.id) == [ids[1]])
        #expect(try badr.store.search(SearchRequest(text: "forged")).isEmpty)
    }

    @Test func verifyBringsTheStoreUpToDateFirst() async throws {
        let world = try World()
        let (anna, badr, ids) = try await world.sharedPlots()
        try anna.set(ids[0], "soil", "argile")
        try await anna.sync()
        try badr.set(ids[1], "soil", "limon")
        let report = try await badr.engine.verify()
        #expect(report.differences.isEmpty && report.repaired == 0)
        #expect(report.records == 4 && report.scopes == 2)
        #expect(try badr.text(ids[0], "soil") == "argile")
        #expect(try badr.store.status().pending == 0)
    }
}
