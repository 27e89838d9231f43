// EmbeddingTests: the example of Examples/Embedding runs, and says what its comments promise.

import Testing

@Suite(.ownThreads) struct EmbeddingTests {
    @Test("the example that embeds ClientCore writes, searches and observes without a network")
    func example() throws {
        let folder = try Folder()
        let outcome = try Program(
            Surroundings.programs + "/Embedding", [folder.path + "/store"]
        ).finish()
        #expect(outcome.status == 0, "\(outcome.summary)")
        #expect(outcome.output.contains("changed: [\"note\", \"person\"]"))
        #expect(outcome.output.contains("found: Zoé"))
        #expect(outcome.output.contains("waiting to be sent: 2"))
    }
}
