// The bounds of messages: at each a message passes, one beyond it is refused.

import Shared
import Testing

@Suite("Wire limits")
struct WireLimitTests {
    private static let chain = String(repeating: "0", count: 64)

    private func request(
        _ transactions: String = "", scopes: String = "", epoch: String? = "1"
    ) -> String {
        let epoch = epoch.map { "\"epoch\":\"\($0)\"," } ?? ""
        return """
            {\(epoch)"protocol":1,"schema":1,"after":0,"chain":"\(Self.chain)",
            "transactions":[\(transactions)],"scopes":[\(scopes)]}
            """
    }

    private func transaction(_ records: String = "", seen: String = "null") -> String {
        """
        {"id":"1","stamp":"1","schema":1,"seen":\(seen),"records":[\(records)]}
        """
    }

    private func change(
        _ collection: String = "thing", base: String = "", action: String = "\"delete\":true"
    ) -> String {
        """
        {"collection":"\(collection)","id":"00000000-0000-0000-0000-000000000001",
        \(base)\(action)}
        """
    }

    private func repeated(_ element: String, _ count: Int) -> String {
        Array(repeating: element, count: count).joined(separator: ",")
    }

    private func passes(_ text: String) -> Bool { !AnyMessage.Kind.syncRequest.isRefused(text) }

    @Test("10,000 transactions pass, one more does not")
    func transactions() {
        let one = transaction()
        #expect(passes(request(repeated(one, WireLimits.transactions))))
        #expect(!passes(request(repeated(one, WireLimits.transactions + 1))))
    }

    @Test("2,000 records in a transaction pass, one more does not")
    func records() {
        let one = change()
        #expect(passes(request(transaction(repeated(one, WireLimits.recordsInTransaction)))))
        #expect(
            !passes(request(transaction(repeated(one, WireLimits.recordsInTransaction + 1)))))
    }

    @Test("numbers beyond the last one that there can be are refused, said or left out")
    func numbers() {
        let far = request(transaction()).replacing("\"after\":0", with: "\"after\":\(UInt64.max)")
        #expect(!passes(far))
        #expect(passes(far.replacing("\(UInt64.max)", with: "\(UInt64.max - 1)")))
        let last = { (number: Int) in
            request(transaction()).replacing("\"after\":0", with: "\"after\":4,\"last\":\(number)")
        }
        #expect(passes(last(5)) && passes(last(9)) && !passes(last(4)))
    }

    @Test("1,000 acts pass in both forms, one more does not, nor any out of order")
    func acts() throws {
        let of = { (numbers: [UInt64]) in
            SyncRequest(
                schema: 1, epoch: nil, after: 0, chain: .start, transactions: [], scopes: [],
                acts: numbers.map {
                    DeviceAct(number: $0, at: 1, kind: "export", name: "csv", id: nil, count: 1)
                })
        }
        let most = UInt64(WireLimits.acts)
        for codec in [JSONCodec(), BinaryCodec()] as [any MessageCodec] {
            let reads = { (numbers: [UInt64]) in
                (try? codec.syncRequest(codec.encode(of(numbers)))) == of(numbers)
            }
            #expect(reads(Array(1...most)) && reads([2, 7, .max]))
            for wrong in [Array(1...most + 1), [0], [2, 2], [3, 2]] { #expect(!reads(wrong)) }
        }
    }

    @Test("10,000 scopes pass, one more does not")
    func scopes() {
        let one = "{\"name\":\"s\",\"floor\":1}"
        #expect(passes(request(scopes: repeated(one, WireLimits.scopes))))
        #expect(!passes(request(scopes: repeated(one, WireLimits.scopes + 1))))
    }

    @Test("a message of 16 MiB passes, one byte more does not")
    func bytes() {
        let text = Array(request().utf8)
        let padding = { (count: Int) in Array(repeating: UInt8(ascii: " "), count: count) }
        let kind = AnyMessage.Kind.syncRequest
        #expect(!kind.isRefused(text + padding(WireLimits.messageBytes - text.count)))
        #expect(kind.isRefused(text + padding(WireLimits.messageBytes - text.count + 1)))
    }

    @Test(
        "names are 1 to 100 printable ASCII characters without spaces, wherever they stand",
        arguments: [
            ("a", true), (String(repeating: "a", count: 100), true), ("~!", true),
            (String(repeating: "a", count: 101), false), ("", false), ("a b", false),
            (" a", false), ("é", false), ("a\\u0000", false), ("a\\t", false), ("\\u007f", false),
        ])
    func names(name: String, isName: Bool) {
        #expect(passes(request(transaction(change(name)))) == isName)
        #expect(passes(request(scopes: "{\"name\":\"\(name)\",\"floor\":null}")) == isName)
        let edit = "\"write\":{\"\(name)\":{\"set\":1}}"
        #expect(passes(request(transaction(change(action: edit)))) == isName)
        let record = """
            {"epoch":"1","records":[{"collection":"c","id":"00000000-0000-0000-0000-000000000001",
            "scope":"s","sequence":1,"writes":[],"fields":{"\(name)":{"changed":1}}}],"absent":[]}
            """
        #expect(!AnyMessage.Kind.recordsResponse.isRefused(record) == isName)
        #expect(!AnyMessage.Kind.verifyRequest.isRefused("{\"scope\":\"\(name)\"}") == isName)
    }

    @Test("a bare sequence needs the epoch before it; another epoch is written with it")
    func positions() {
        #expect(passes(request(transaction(seen: "7"))))
        #expect(!passes(request(transaction(seen: "7"), epoch: nil)))
        #expect(passes(request(transaction(seen: "\"a1/7\""), epoch: nil)))
        #expect(passes(request(transaction(seen: "null"), epoch: nil)))
        for bad in [
            "\"7\"", "\"/7\"", "\"a1/\"", "\"a1/7/1\"", "\"g/7\"", "\"a1/-7\"", "\"a1/+7\"",
            "\"a1/ 7\"", "\"+1/7\"", "-1", "1.5", "1e3", "18446744073709551616", "true", "[]",
            "\"00000000000000001/7\"",
        ] {
            #expect(!passes(request(transaction(seen: bad))), "\(bad)")
        }
        let late = """
            {"protocol":1,"schema":1,"after":0,"chain":"\(Self.chain)",
            "transactions":[\(transaction(seen: "7"))],"scopes":[],"epoch":"1"}
            """
        #expect(!passes(late))
    }

    @Test("a change of a field is exactly one of set, add and remove, increment")
    func fieldChanges() {
        let write = { (change: String) in
            passes(request(transaction(self.change(action: "\"write\":{\"f\":\(change)}"))))
        }
        for good in [
            "{\"set\":null}", "{\"set\":1.5}", "{\"add\":[\"k\"]}", "{\"remove\":[]}",
            "{\"add\":[],\"remove\":[\"k\"]}", "{\"increment\":-5}", "{\"newer\":1,\"set\":1}",
        ] {
            #expect(write(good), "\(good)")
        }
        for bad in [
            "{}", "{\"set\":1,\"increment\":1}", "{\"set\":1,\"add\":[]}",
            "{\"add\":[],\"increment\":1}", "{\"set\":[1]}", "{\"set\":{}}", "{\"add\":[1]}",
            "{\"increment\":1.5}", "{\"increment\":9223372036854775808}", "null", "1",
            "{\"newer\":1}",
        ] {
            #expect(!write(bad), "\(bad)")
        }
    }

    @Test("a record is written or deleted, once")
    func actions() {
        let record = { (action: String) in
            passes(request(transaction(self.change(action: action))))
        }
        #expect(record("\"delete\":true"))
        #expect(record("\"write\":{}"))
        for bad in [
            "\"delete\":false", "\"delete\":1", "\"delete\":true,\"write\":{}", "\"newer\":1",
            "\"write\":{\"a\":{\"set\":1},\"a\":{\"set\":2}}", "\"write\":[]",
        ] {
            #expect(!record(bad), "\(bad)")
        }
    }

    @Test("identities, stamps, chains and digests are read in their one form")
    func texts() {
        let stamp = { (text: String) in
            passes(
                request("{\"id\":\"1\",\"stamp\":\(text),\"schema\":1,\"records\":[]}"))
        }
        #expect(stamp("\"18446744073709551615\""))
        for bad in ["1", "\"\"", "\"+1\"", "\"-0\"", "\"1 \"", "\"18446744073709551616\""] {
            #expect(!stamp(bad), "\(bad)")
        }
        let id = { (text: String) in
            passes(
                request("{\"id\":\"\(text)\",\"stamp\":\"1\",\"schema\":1,\"records\":[]}"))
        }
        #expect(id("ffffffffffffffff"))
        for bad in ["", "+1", "-0", "0x1", "g", "00000000000000000"] {
            #expect(!id(bad), "\(bad)")
        }
        let digest = { (text: String) in
            let kind = AnyMessage.Kind.verifyResponse
            return !kind.isRefused(
                "{\"epoch\":\"1\",\"head\":1,\"count\":1,\"digests\":[\"\(text)\"]}")
        }
        #expect(digest(String(repeating: "f", count: 32)))
        for bad in [31, 33, 0] { #expect(!digest(String(repeating: "f", count: bad))) }
        #expect(!digest("+" + String(repeating: "f", count: 31)))
        let shorter = request().replacing(Self.chain, with: String(Self.chain.dropLast()))
        #expect(!passes(shorter))
    }

    @Test("a state is refused whose references, writes or deletions do not hold together")
    func states() {
        let record = { (state: String) in
            let text = """
                {"epoch":"1","records":[{"collection":"c","scope":"s","sequence":1,
                "id":"00000000-0000-0000-0000-000000000001",\(state)}],"absent":[]}
                """
            return !AnyMessage.Kind.recordsResponse.isRefused(text)
        }
        let one = "[\"1\",\"5\",\"5\",1,3]"
        let two = "[\"2\",\"5\",\"5\",1,4]"
        #expect(record("\"writes\":[\(one),\(two)],\"fields\":{\"f\":{\"values\":[[1,7]]}}"))
        for bad in [
            "\"writes\":[\(one)],\"fields\":{\"f\":{\"values\":[[1,7]]}}",
            "\"fields\":{\"f\":{\"values\":[[0,7]]}},\"writes\":[\(one)]",
            "\"writes\":[\(one),\(one)],\"fields\":{}",
            "\"writes\":[\(two),\(one)],\"fields\":{}",
            "\"writes\":[[\"1\",\"5\",\"5\",1]],\"fields\":{}",
            "\"writes\":[[\"1\",\"5\",\"5\",1,3,4]],\"fields\":{}",
            "\"writes\":[\(one)],\"fields\":{\"f\":{\"values\":[[0]]}}",
            "\"writes\":[\(one)],\"fields\":{\"f\":{\"increments\":[[0,\"k\"]]}}",
            "\"writes\":[\(one)],\"fields\":{},\"deletions\":[[0,null,[]]]",
        ] {
            #expect(!record(bad), "\(bad)")
        }
        #expect(
            record(
                "\"writes\":[\(one)],\"fields\":{},\"deletions\":[[0,null,[]]],"
                    + "\"deletions_changed\":3"))
    }

    @Test("depth and rubbish are refused at once")
    func rubbish() {
        let deep =
            String(repeating: "{\"newer\":", count: 100_000)
            + String(repeating: "}", count: 100_000)
        for kind in AnyMessage.Kind.allCases {
            for text in ["", "null", "[]", "1", "{", "\u{FEFF}{}", "<html>", deep] {
                #expect(kind.isRefused(text))
            }
            #expect(kind.isRefused([0xFF, 0xFE]))
        }
    }
}
