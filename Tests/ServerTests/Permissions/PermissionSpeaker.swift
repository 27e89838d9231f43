// PermissionSpeaker: an enrolled device that says over HTTP what a test tells it to, and remembers
// every planted value that any answer held.

import ClientCore
import CurlTransport
import Shared
import Testing

@testable import Server

/// A value that stands in one record alone, and is found again in any answer that holds it.
struct Marker: Hashable, Sendable {
    let number: UInt64

    private static let prefix = Array("zqx".utf8)
    private static let digits = 16

    var text: String { "zqx" + hexadecimal(number) }

    /// Those that stand anywhere in some bytes.
    static func found(in bytes: [UInt8]) -> Set<Marker> {
        var found: Set<Marker> = []
        var index = 0
        while index + prefix.count + digits <= bytes.count {
            guard bytes[index] == prefix[0],
                bytes[index..<(index + prefix.count)].elementsEqual(prefix)
            else {
                index += 1
                continue
            }
            let end = index + prefix.count + digits
            let text = String(decoding: bytes[(index + prefix.count)..<end], as: UTF8.self)
            if let id = TransactionID(text) { found.insert(Marker(number: id.rawValue)) }
            index = end
        }
        return found
    }
}

/// A device of one user, reduced to what it sends and what it hears.
final class PermissionSpeaker {
    let user: String
    let replica: Replica
    private let territory: String
    private let secret: String
    private let transport: CurlTransport
    private var number: UInt64 = 0
    private var chain = ChainHash.start
    /// Every planted value that an answer held.
    private(set) var heard: Set<Marker> = []

    init(
        _ world: World, territory: String, organisation: RecordID, role: Role,
        _ transport: CurlTransport
    ) throws {
        self.territory = territory
        self.transport = transport
        secret = Hex.encode(world.data.ports.randomBytes(32))
        let accounts = Accounts(
            storage: try world.data.existingTerritory(territory), ports: world.data.ports)
        let code = try accounts.invite(name: "\(role)", organisation: organisation, role: role)
        let enrolled = try accounts.enrol(
            codeHash: try #require(EnrolmentCode.hash(code.code)), secret: secret)
        replica = try #require(enrolled).device.replica
        user = code.user
    }

    /// Asks, and remembers what the answer holds.
    ///
    /// - Parameter territory: the one that it says to be of; its own unless told.
    func post(
        _ path: String, _ body: [UInt8], territory: String? = nil
    ) async throws -> TransportResponse {
        let credential = "Bearer \(territory ?? self.territory).\(replica).\(secret)"
        let response = try await transport.send(
            TransportRequest(
                method: "POST", path: path,
                headers: [
                    TransportHeader(name: "Content-Type", value: BinaryCodec.mediaType),
                    TransportHeader(name: "Accept", value: BinaryCodec.mediaType),
                    TransportHeader(name: "Authorization", value: credential),
                ], body: body))
        heard.formUnion(Marker.found(in: response.body))
        return response
    }

    /// Pushes, and answers with what became of each: the code of its refusal, or `nil`.
    func push(_ transactions: [Transaction]) async throws -> [String?] {
        let request = SyncRequest(
            schema: 1, epoch: nil, after: number, chain: chain, transactions: transactions,
            scopes: [])
        let response = try await post("/v1/sync", BinaryCodec().encode(request))
        try #require(response.status == 200)
        var codes: [String?] = Array(repeating: "unanswered", count: transactions.count)
        for answer in try BinaryCodec().syncResponse(response.body).acknowledgements {
            switch answer {
            case .accepted(let first, let count, _):
                for place in Int(first - number)..<(Int(first - number) + count) {
                    codes[place - 1] = nil
                }
            case .quarantined(let refused, let code, _): codes[Int(refused - number) - 1] = code
            }
        }
        number += UInt64(transactions.count)
        for transaction in transactions { chain = chain.appending(transaction.hash) }
        return codes
    }

    /// Pulls everything that it may, and answers with the names of its scopes.
    func pull() async throws -> [String] {
        var (epoch, held): (Epoch?, [HeldScope]) = (nil, [])
        for _ in 0..<100 {
            let request = SyncRequest(
                schema: 1, epoch: epoch, after: number, chain: chain, transactions: [],
                scopes: held)
            let response = try await post("/v1/sync", BinaryCodec().encode(request))
            try #require(response.status == 200)
            let page = try BinaryCodec().syncResponse(response.body)
            if page.isComplete { return page.scopes.map(\.name) }
            (epoch, held) = (page.epoch, page.scopes)
        }
        throw TransportError(kind: .interrupted, detail: "a pull without end")
    }
}
