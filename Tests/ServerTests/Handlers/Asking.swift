// Asking: requests to a world's router as any program could make them.

import Server
import Shared
import Testing

/// Somebody with the credential of a device that was enrolled over the router.
struct Asker {
    let world: World
    let territory: String
    let replica: Replica
    let secret: String

    /// A new device of a new user.
    init(
        _ world: World, organisation: RecordID? = nil, role: Role = .mediator
    ) throws {
        self.world = world
        secret = Hex.encode(world.data.ports.randomBytes(32))
        let code = try world.invite(organisation: organisation, role: role)
        let answer = world.post(
            "/v1/enrol", JSONCodec().encode(EnrolRequest(code: code, secret: secret)))
        try #require(answer.status == 200)
        let enrolled = try JSONCodec().enrolResponse(answer.body)
        territory = enrolled.territory
        replica = enrolled.replica
    }

    var header: String { "Bearer \(territory).\(replica).\(secret)" }

    func post(_ path: String, _ body: [UInt8]) -> HTTPResponse {
        world.post(path, body, headers: [("authorization", header)])
    }

    /// A push of transactions from the first on, and a pull of everything.
    func sync(_ transactions: [Transaction], protocolVersion: Int = 1) -> HTTPResponse {
        post(
            "/v1/sync",
            JSONCodec().encode(
                SyncRequest(
                    protocolVersion: protocolVersion, schema: 1, epoch: nil, after: 0,
                    chain: .start, transactions: transactions, scopes: [])))
    }

    /// Writes one field of a new record, and returns the record.
    func create(_ collection: String, _ field: String, _ text: String) throws -> RecordID {
        let ports = world.data.ports
        let id = ports.makeRecordID()
        let transaction = Transaction(
            id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()), schema: 1,
            seen: nil,
            records: [
                RecordChange(
                    collection: collection, id: id, base: .none,
                    action: .write([
                        RecordChange.Edit(field: field, change: .assign(.text(text)))
                    ]))
            ])
        let answer = try JSONCodec().syncResponse(sync([transaction]).body)
        try #require(answer.acknowledgements == [.accepted(first: 1, count: 1, sequence: 1)])
        return id
    }
}

extension World {
    /// A one-time code for a new user.
    func invite(organisation: RecordID? = nil, role: Role = .mediator) throws -> String {
        try Accounts(storage: administration.storage, ports: data.ports).invite(
            name: "Somebody", organisation: organisation ?? self.organisation, role: role
        ).code
    }

    func post(
        _ path: String, _ body: [UInt8], headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        router.handle(HTTPRequest(method: "POST", path: path, headers: headers, body: body))
    }
}

/// Checks that an answer is a refusal in the one shape of the protocol.
func expectRefusal(
    _ response: HTTPResponse, _ status: Int, _ code: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(response.status == status, sourceLocation: sourceLocation)
    let failure = try? WireFailure(json: response.body)
    #expect(failure?.code == code, sourceLocation: sourceLocation)
    for phrase in [failure?.message, failure?.remedy] {
        #expect(phrase?.french.isEmpty == false, sourceLocation: sourceLocation)
        #expect(phrase?.english.isEmpty == false, sourceLocation: sourceLocation)
    }
    let types = response.headers.filter { $0.0.lowercased() == "content-type" }.map(\.1)
    #expect(types == [JSONCodec.mediaType], sourceLocation: sourceLocation)
}
