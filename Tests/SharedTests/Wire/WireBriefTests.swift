// A brief request says what the other form says, in one form, and leaves behind what an answer
// goes on with.

import Shared
import Testing

@Suite("Brief requests")
struct WireBriefTests {
    private static let codec = BinaryCodec()

    /// Any request, with scopes of every kind, some of which only look like one.
    private static func request(_ random: inout SeededGenerator) -> SyncRequest? {
        guard case .syncRequest(var request) = random.message(.syncRequest) else { return nil }
        let ids = (0..<3).map { _ in RecordID(high: random.next(), low: random.next()) }
        request.scopes = (0..<random.below(8)).map { index in
            let id = ids[random.below(3)]
            let names = [
                ScopeName.territory.description, ScopeName.organisation(id).description,
                ScopeName.portfolio(id).description, ScopeName.sponsor(id).description,
                "organisation:\(id.description.uppercased())", "sponsor:", "territory/",
                "e\(index)",
            ]
            let floor = request.epoch.map { Position(epoch: $0, sequence: UInt64(index) * 1000) }
            return HeldScope(
                name: names[random.below(names.count)], floor: random.below(3) == 0 ? nil : floor,
                page: random.below(3) == 0 ? UInt64(random.below(5000)) : nil)
        }
        return request
    }

    @Test("the example is read and written")
    func example() throws {
        let bytes = try goldenBytes("brief-request")
        let read = try Self.codec.syncRequest(bytes)
        let epoch = Epoch(0x5EED_0000_0000_0001)
        let organisation = RecordID(high: 0x0192_F0C1_2B3C_7AAA, low: 0x8000_0000_0000_0001)
        #expect(
            read.scopes == [
                HeldScope(name: "territory", floor: Position(epoch: epoch, sequence: 7)),
                HeldScope(
                    name: ScopeName.organisation(organisation).description, floor: nil, page: 5),
                HeldScope(name: "atelier:7", floor: Position(epoch: epoch, sequence: 7)),
            ])
        #expect(read.after == 7 && read.last == 7 && read.schema == 11 && read.epoch == epoch)
        #expect(read.reads == [.rows, .tables, .echoes])
        #expect(Self.codec.isBrief(bytes) && Self.codec.encodeBriefly(read) == bytes)
        #expect(try JSONCodec().syncRequest(JSONCodec().encode(read)) == read)
    }

    @Test("any request comes back, says the same in both forms, and is answered alike")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 212)
        for _ in 0..<400 {
            guard let request = Self.request(&random),
                case .syncResponse(var answer) = random.message(.syncResponse)
            else { return }
            let brief = Self.codec.encodeBriefly(request)
            let long = Self.codec.encode(request)
            #expect(Self.codec.isBrief(brief) && !Self.codec.isBrief(long))
            #expect(try Self.codec.syncRequest(brief) == request)
            #expect(try Self.codec.syncRequest(long) == request)
            answer.scopes = request.scopes
            let lengths = try [brief, long].map { asked in
                let tables = try Self.codec.readRequest(asked).tables
                let bytes = Self.codec.encode(answer, goingOnWith: tables)
                #expect(try Self.codec.syncResponse(bytes, to: asked) == answer)
                return bytes.count
            }
            // Identities that only the brief one has said make the answer shorter, if anything;
            // the index of a later one may take a byte more.
            #expect(lengths[0] <= lengths[1] + 64)
        }
    }

    @Test("every strict prefix is refused; what is read after damage has one form")
    func damage() throws {
        var random = SeededGenerator(seed: 213)
        var others = 0
        for _ in 0..<120 {
            guard let request = Self.request(&random) else { return }
            let bytes = Self.codec.encodeBriefly(request)
            for length in 0..<bytes.count {
                #expect((try? Self.codec.syncRequest(Array(bytes.prefix(length)))) == nil)
            }
            for _ in 0..<60 {
                let damaged = random.mutated(bytes)
                guard Self.codec.isBrief(damaged), let read = try? Self.codec.syncRequest(damaged)
                else { continue }
                others += 1
                // What is passed over is not written again.
                let again = Self.codec.encodeBriefly(read)
                #expect(try Self.codec.syncRequest(again) == read)
                if again.count == damaged.count { #expect(again == damaged) }
            }
        }
        #expect(others > 100)
    }

    @Test("a scope that has a kind is not told by its name")
    func oneForm() throws {
        var bytes = try goldenBytes("brief-request")
        let name = "atelier:7".utf8
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
        bytes.replaceSubrange(place..<place + 9, with: "territory".utf8)
        #expect((try? Self.codec.syncRequest(bytes)) == nil)
        for kind in [UInt8(5), 6, 7, 16, 20] {
            var other = try goldenBytes("brief-request")
            #expect(other[place - 3] == 4)
            other[place - 3] = kind
            #expect((try? Self.codec.syncRequest(other)) == nil)
        }
    }
}
