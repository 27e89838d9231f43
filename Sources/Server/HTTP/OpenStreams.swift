// The streams that a server has open, so that stopping can end them: none of them would by itself.

import Shared

/// Every stream from its handler's return to the end of its request.
final class OpenStreams: Sendable {
    private let streams = Locked<[ObjectIdentifier: StreamBody]>([:])

    /// Adds a stream; ends it at once when the server has begun to stop.
    ///
    /// - Parameter isDraining: asked after the stream was added, so that either it or `endAll` sees
    ///   the other.
    func add(_ stream: StreamBody, isDraining: () -> Bool) {
        streams.withLock { $0[ObjectIdentifier(stream)] = stream }
        if isDraining() { stream.finish() }
    }

    func remove(_ stream: StreamBody) {
        streams.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(stream)) }
    }

    /// Ends every stream; the server has begun to stop.
    func endAll() {
        for stream in streams.withLock({ Array($0.values) }) { stream.finish() }
    }
}
