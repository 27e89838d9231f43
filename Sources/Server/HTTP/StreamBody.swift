// A stream on its connection: hands its bytes to the HTTP library when there are any, and has the
// connection sleep in between. The library asks a sleeping connection nothing; without that it
// would ask again at once, for ever.

import CMicroHTTPD
import Shared

/// The body of one answer. Everything that concerns sleeping happens under its lock, so that no
/// waking is lost and none comes after the end of the request.
final class StreamBody: Sendable {
    private enum Phase {
        case running
        /// The server is stopping: the body ends, whatever its source has to say.
        case ending
        /// The library has let go of the connection.
        case ended
    }

    private struct State {
        var phase = Phase.running
        var isSuspended = false
        /// What its source gave and the library has not taken.
        var rest: ArraySlice<UInt8> = []
    }

    private let source: any HTTPStream
    private let gate: RequestGate
    private let state = Locked(State())
    // Valid until the end of the request, after which `phase` keeps everybody from it.
    nonisolated(unsafe) private let connection: OpaquePointer

    /// The library's buffer for what it asks for at once.
    private static let blockBytes = 512

    init(_ source: any HTTPStream, connection: OpaquePointer, gate: RequestGate) {
        self.source = source
        self.connection = connection
        self.gate = gate
        source.onReady { [weak self] in self?.wake() }
    }

    /// The library's response, which keeps this alive as long as it lives.
    func makeResponse() -> OpaquePointer? {
        let context = Unmanaged.passRetained(self)
        // MHD_SIZE_UNKNOWN is a cast, which is not imported.
        let response = MHD_create_response_from_callback(
            UInt64.max, Self.blockBytes, readStream, context.toOpaque(), freeStream)
        if response == nil { context.release() }
        return response
    }

    /// There may be something to send.
    func wake() {
        state.withLock { resume(&$0) }
    }

    /// Ends the body: the server is stopping.
    func finish() {
        state.withLock { state in
            if state.phase == .running { state.phase = .ending }
            resume(&state)
        }
    }

    /// The request is over.
    func end() {
        state.withLock { $0.phase = .ended }
        source.cancel()
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended, state.phase != .ended else { return }
        state.isSuspended = false
        MHD_resume_connection(connection)
        gate.resumed()
    }

    /// Fills the library's buffer; answers with the bytes written, 0 for "not yet" or -1 for the
    /// end (MHD_ContentReaderCallback).
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            if state.rest.isEmpty {
                guard state.phase == .running else { return StreamBody.endOfStream }
                switch source.next() {
                case .bytes(let bytes): state.rest = bytes[...]
                case .end: return StreamBody.endOfStream
                case .nothingYet:
                    guard gate.suspend() else { return StreamBody.endOfStream }
                    state.isSuspended = true
                    MHD_suspend_connection(connection)
                    return 0
                }
            }
            let count = min(buffer.count, state.rest.count)
            buffer.copyBytes(from: state.rest.prefix(count))
            state.rest = state.rest.dropFirst(count)
            return count
        }
    }

    /// MHD_CONTENT_READER_END_OF_STREAM, a cast as well.
    private static let endOfStream = -1
}

// C callbacks must be file-level functions: a closure cannot carry a context.

private func readStream(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> Int {
    guard let context else { return -1 }
    let body = Unmanaged<StreamBody>.fromOpaque(context).takeUnretainedValue()
    return body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func freeStream(_ context: UnsafeMutableRawPointer?) {
    if let context { Unmanaged<StreamBody>.fromOpaque(context).release() }
}
