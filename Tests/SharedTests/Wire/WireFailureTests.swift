// The one error shape of the protocol.

import Shared
import Testing

@Suite("Wire failure")
struct WireFailureTests {
    private let error = RelaisError(
        code: "not_allowed", message: Phrase(fr: "Non.", en: "No."),
        remedy: Phrase(fr: "Demandez.", en: "Ask."), isTransient: true, detail: "role=reader")

    @Test("the other side reads the error that was meant")
    func crosses() throws {
        #expect(try WireFailure(json: WireFailure(error).json).error == error)
        let bare = RelaisError(code: "x", message: error.message, remedy: error.remedy)
        let read = try WireFailure(json: WireFailure(bare).json).error
        #expect(read == bare)
        #expect(read.detail == nil && !read.isTransient)
    }

    @Test("an error page of somebody else is not taken for one of ours")
    func foreignErrors() {
        for text in [
            "", "<html>502</html>", "{}", "{\"error\":\"oops\"}", "\"not_allowed\"", "[]",
            "{\"code\":\"x\",\"message\":\"text\",\"transient\":true}",
            "{\"code\":\"x\",\"message\":{\"fr\":\"a\",\"en\":\"b\"}}",
            "{\"code\":1,\"message\":{},\"transient\":true}",
        ] {
            #expect(AnyMessage.Kind.failure.isRefused(text), "\(text)")
        }
    }

    @Test("what a text may cost is bounded")
    func bounds() {
        let message = { (length: Int) in
            let phrase = "{\"fr\":\"\(String(repeating: "x", count: length))\",\"en\":\"\"}"
            return "{\"code\":\"c\",\"message\":\(phrase),\"transient\":true}"
        }
        #expect(!AnyMessage.Kind.failure.isRefused(message(10_000)))
        #expect(AnyMessage.Kind.failure.isRefused(message(10_001)))
    }
}
