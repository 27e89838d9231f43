// What looks like a path or like SQL, in the place of every string of every message that a device
// may send: it is data, or it is refused, and nothing else happens.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Testing

struct InjectionTests {
    private static let hostile = [
        "'; DROP TABLE record; --", "\" OR 1=1 --", "x'); DELETE FROM journal; --",
        "../../../etc/passwd", "/etc/passwd\0.sqlite", "..", "territories/garden.sqlite",
        "%27%20OR%201=1", "${jndi:x}", "organisation:'; DROP TABLE scope; --",
    ]

    private static let messages = [
        ("enrol-request", "/v1/enrol"), ("sync-request", "/v1/sync"),
        ("return-request", "/v1/return"), ("fork-request", "/v1/fork"),
        ("mend-request", "/v1/mend"), ("verify-request", "/v1/verify"),
        ("records-request", "/v1/records"), ("history-request", "/v1/history"),
        ("receipt-request", "/v1/receipt"),
    ]

    /// The message of a golden file.
    private static func golden(_ name: String) throws -> JSON {
        let place = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(place)/SharedTests/Wire/golden/\(name).json"
        let data = try #require(FileManager.default.contents(atPath: path))
        return try JSON.parse(Array(data))
    }

    /// Every form of a message in which one string, a key or a value, is another one.
    private static func variants(_ json: JSON, _ text: String) -> [JSON] {
        switch json {
        case .null, .bool, .integer, .real: return []
        case .string: return [.string(text)]
        case .array(let elements):
            return elements.indices.flatMap { index in
                variants(elements[index], text).map { changed in
                    var copy = elements
                    copy[index] = changed
                    return .array(copy)
                }
            }
        case .object(let object):
            return object.members.indices.flatMap { index -> [JSON] in
                let member = object.members[index]
                func with(_ changed: JSONObject.Member) -> JSON {
                    var members = object.members
                    members[index] = changed
                    return .object(JSONObject(members: members))
                }
                return variants(member.value, text).map {
                    with(JSONObject.Member(key: member.key, value: $0))
                } + [with(JSONObject.Member(key: text, value: member.value))]
            }
        }
    }

    private func tables(_ world: World) throws -> [String] {
        let connection = try Connection(
            path: world.territory, mode: .readOnly)
        var names: [String] = []
        try connection.rows("SELECT name FROM sqlite_schema ORDER BY name", []) {
            names.append($0.string(0))
        }
        return names
    }

    private func files(_ world: World) throws -> Set<String> {
        Set(
            try FileManager.default.subpathsOfDirectory(atPath: world.folder).filter {
                !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
            })
    }

    @Test("nothing that looks like a path or like SQL is one, in any string of any message")
    func everyString() async throws {
        let world = try World()
        let anna = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("kept"))])
        try await anna.sync()
        let before = (tables: try tables(world), files: try files(world))
        let state = try world.serverState("plot", plot)
        let asker = try Asker(world)
        var (asked, taken) = (0, 0)
        for (name, path) in Self.messages {
            let message = try Self.golden(name)
            for text in Self.hostile {
                for variant in Self.variants(message, text) {
                    // Nobody is to be told that they ask too often.
                    world.clock.advance(by: 1_000)
                    let answer = asker.post(path, variant.bytes)
                    if answer.status == 200 { taken += 1 }
                    asked += 1
                    #expect(answer.status < 500, "\(name) \(text) \(answer.status)")
                }
            }
        }
        for text in Self.hostile {
            for header in ["Bearer \(text)", "Bearer \(text).1.\(text)", text] {
                let answer = world.router.handle(
                    HTTPRequest(
                        method: "POST", path: "/v1/sync", headers: [("authorization", header)],
                        body: []))
                asked += 1
                #expect(answer.status == 401 || answer.status == 400)
            }
            let answer = world.router.handle(
                HTTPRequest(method: "GET", path: "/v1/\(text)", headers: []))
            asked += 1
            #expect(answer.status == 404)
        }
        #expect(asked > 1_500 && taken > 0, "\(asked) \(taken)")
        #expect(try tables(world) == before.tables)
        #expect(try files(world) == before.files)
        #expect(try world.serverState("plot", plot) == state)
        #expect(try anna.text(plot, "name") == "kept")
    }
}
