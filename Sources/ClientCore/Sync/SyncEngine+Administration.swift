// What a coordinator asks of the server about their own organisation, online.

package import Shared

extension SyncEngine {
    /// Asks for one administrative act (`docs/PROTOCOL.md`, /v1/admin).
    ///
    /// - Throws: when the server cannot be reached, or refuses.
    package func administer(_ act: String, _ message: JSON) async throws(RelaisError) -> JSON {
        let credential = try store.credential()
        do {
            return try await remote.tell("/v1/admin/" + act, message, credential)
        } catch {
            throw error.error
        }
    }
}
